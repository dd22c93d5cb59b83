-- The order in which public replies change: published, corrected, rated, withdrawn. Other sites take them over by it.
ALTER TABLE public_replies ADD COLUMN change_no BIGINT NOT NULL DEFAULT 0;
UPDATE public_replies SET change_no = numbered.place
FROM (
    SELECT submission_no AS no, ROW_NUMBER() OVER (ORDER BY published_at, submission_no) AS place FROM public_replies
) AS numbered
WHERE numbered.no = public_replies.submission_no;
CREATE UNIQUE INDEX public_replies_by_change ON public_replies (change_no);

-- One row: the last change. Updating it orders all writers, so that no number is seen before a smaller one.
CREATE TABLE public_change_head (
    id BIGINT PRIMARY KEY NOT NULL,
    change_no BIGINT NOT NULL
);
INSERT INTO public_change_head (id, change_no) SELECT 1, COUNT(*) FROM public_replies;
