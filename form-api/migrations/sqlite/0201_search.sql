-- Which letters hold which characters and pairs of characters, so that a search reads only letters that can be meant. Each database
-- has its own kind of index for that: this file is the one in which the twins differ. What the index tells stands in submissions.search_text
-- too; it is changed and erased with it, by store/search_index.rs alone.
CREATE TABLE searched_letters (
    ordinal INTEGER PRIMARY KEY NOT NULL,  -- rises with each letter that comes
    township TEXT NOT NULL,                -- whose
    case_id TEXT NOT NULL UNIQUE REFERENCES submissions (id) -- which letter
);
CREATE VIRTUAL TABLE letter_pairs USING fts5 (pairs, content = '', detail = 'none', tokenize = 'ascii');
INSERT INTO letter_pairs (letter_pairs, rank) VALUES ('secure-delete', 1);
