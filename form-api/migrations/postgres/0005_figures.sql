-- The figures of each year, as they are public: counts alone, written by one step and read by publication.
CREATE TABLE public_figures (
    year BIGINT PRIMARY KEY NOT NULL,
    until TEXT NOT NULL,                   -- the last day whose letters are counted
    counted_at_ms BIGINT NOT NULL,
    record TEXT NOT NULL                   -- the one written form of site_gen::record::Figures
);
