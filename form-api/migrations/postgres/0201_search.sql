-- Which letters hold which characters and pairs of characters, so that a search reads only letters that can be meant. Each database
-- has its own kind of index for that: this file is the one in which the twins differ. What the index tells stands in submissions.search_text
-- too; it is changed and erased with it, by store/search_index.rs alone.
CREATE TABLE searched_letters (
    ordinal BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- rises with each letter that comes
    township TEXT NOT NULL,                -- whose
    case_id TEXT NOT NULL UNIQUE REFERENCES submissions (id), -- which letter
    pairs INTEGER[] NOT NULL               -- codes of its characters and pairs
);
-- What waits to be sorted in is read by each search, and sorted in by whoever fills it up: little of it, so that neither takes long.
CREATE INDEX searched_letters_pairs ON searched_letters USING gin (pairs) WITH (gin_pending_list_limit = 256);
