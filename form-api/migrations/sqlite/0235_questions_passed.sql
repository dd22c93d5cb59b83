-- A page of a letter may be older than the office's last question: what is sent from it does not answer that question.
ALTER TABLE messages ADD COLUMN
    passes_question BIGINT NOT NULL DEFAULT 0; -- 1: written on a page without the question before it, which stays open
