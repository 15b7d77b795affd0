import { i18n } from '@lingui/core';

// Messages stand in the source in English; the tests read them there.
i18n.loadAndActivate({ locale: 'en', messages: {} });
