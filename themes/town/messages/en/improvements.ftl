# Rules improved.
nav-improvements = Rules improved
column-improvements = Rules improved
column_is-improvements = Rules that were changed because of letters: how they were and how they are.
column_type-improvements = 回应关切
feed-improvements = { $site }: rules improved

improvements-none = No rule has been changed because of letters yet.
improvement-before = Before
improvement-after = Now
improvement-document = Written into this document
improvement-replies = Because of these letters
improvement-replies_none = The letters behind it are not public.
