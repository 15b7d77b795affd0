import 'swagger-ui-dist/swagger-ui.css';
import './docs.css';
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';

// The operations as this very program serves them; nothing is fetched from anywhere else.
SwaggerUI({
  dom_id: '#docs',
  url: '/openapi.json',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  tryItOutEnabled: false,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
