-- Addresses at which staff subscribe to the meetings that they see. An address is made of this id and of the service's own key, so that
-- this table alone opens none.

CREATE TABLE calendar_feeds (
    staff_id TEXT PRIMARY KEY NOT NULL REFERENCES staff (id), -- whose; a new one takes the place of the old one
    township TEXT NOT NULL,                -- at whose desk
    id TEXT NOT NULL UNIQUE,               -- random; the first half of the address
    made_at_ms BIGINT NOT NULL             -- when
);
