-- +goose Up

-- Whether members need a second factor for their membership to give them anything. Its index is what the hierarchy
-- in memory is read by.
ALTER TABLE organization ADD COLUMN require_second_factor BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX organization_require_second_factor ON organization (id) WHERE require_second_factor;
