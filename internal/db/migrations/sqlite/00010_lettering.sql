-- +goose Up

-- What says the same in one organization, counted together by searches for lettering.
CREATE INDEX outgoing_number_lettering_organization ON outgoing_number (lettering_fold, organization_id, number) WHERE lettering_fold <> '';
