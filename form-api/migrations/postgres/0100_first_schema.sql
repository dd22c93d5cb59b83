-- What the mailbox keeps. Times are Unix milliseconds, days are ISO 8601 of Asia/Shanghai, words are those of the domain, flags
-- are 0 or 1, lists are JSON arrays of texts.
-- The SQLite twin has the same tables, columns and order; only BYTEA is BLOB there.
--
-- township: whose row it is. Every row has one, also where an installation serves a single township; its id is 'home' then.
-- subject_kind, subject_id: what a row belongs to, as domain::Subject: a word ('case') and the id within it. Whatever is worked
-- on has events, opinions, files, identifiers, exclusions and messages by these two columns, and by no others.
-- Deliberately absent: names of units, which are content; and any contact detail in clear.

-- 1. The installation.

-- What is known of this database itself.
CREATE TABLE deployment_info (
    township TEXT NOT NULL,                -- whose
    name TEXT NOT NULL,                    -- what: 'made_at', 'sample', by which rules identifiers were hashed
    value TEXT NOT NULL,                   -- as a text
    PRIMARY KEY (township, name)
);

-- 2. Staff.

CREATE TABLE staff (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- at whose desk they work
    sign_in_name TEXT NOT NULL,            -- what they type to sign in
    display_name TEXT NOT NULL,            -- what colleagues read
    unit TEXT,                             -- unit of the content that they belong to: an office; none for administrators
    roles TEXT NOT NULL,                   -- words of domain::Role with commas between
    pass_phrase_hash TEXT NOT NULL,        -- argon2id, PHC string
    is_sample BIGINT NOT NULL,             -- made by the demo
    disabled_at_ms BIGINT,                 -- since when they cannot sign in; what they did stays under their name
    created_at_ms BIGINT NOT NULL,         -- when the account was made
    UNIQUE (township, sign_in_name)
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,  -- SHA-256 of the cookie's 256 random bits
    township TEXT NOT NULL,                -- at whose desk
    staff_id TEXT NOT NULL REFERENCES staff (id), -- whose
    created_at_ms BIGINT NOT NULL,         -- when they signed in
    seen_at_ms BIGINT NOT NULL             -- when it was last used, to the minute
);
CREATE INDEX sessions_of_staff ON sessions (staff_id);

-- Tries of a pass phrase: one row for a name and where it is tried from, so that nobody can lock somebody else out.
CREATE TABLE tries (
    township TEXT NOT NULL,                -- at whose desk
    who TEXT NOT NULL,                     -- staff id, or a keyed hash of a name that nobody has
    whence TEXT NOT NULL,                  -- keyed hash of an address prefix, or of a device that signed in before
    failures BIGINT NOT NULL,              -- in a row
    barred_until_ms BIGINT NOT NULL,       -- no try is looked at before
    tried_at_ms BIGINT NOT NULL,           -- the last one
    PRIMARY KEY (who, whence)
);
CREATE INDEX tries_by_time ON tries (tried_at_ms);

-- Who reads reports (举报), by sign-in name: as the settings say, written at each start. Nobody else sees a report, but
-- the office that they give it to.
CREATE TABLE report_readers (
    township TEXT NOT NULL,                -- whose reports
    sign_in_name TEXT NOT NULL,            -- there need not be an account to it
    PRIMARY KEY (township, sign_in_name)
);

-- Forms that did something: the same form again does nothing more and leads to the same page. Rows go after two days.
CREATE TABLE used_forms (
    form_key TEXT PRIMARY KEY NOT NULL,    -- keyed hash of the form's random part, its address and what was typed in it
    township TEXT NOT NULL,                -- whose page it stood on
    leads_to TEXT NOT NULL,                -- address that the browser was sent to
    used_at_ms BIGINT NOT NULL             -- when
);
CREATE INDEX used_forms_by_time ON used_forms (used_at_ms);

-- What staff had typed when their session ended. Rows go when they are sent, and after two hours.
CREATE TABLE held_forms (
    id TEXT PRIMARY KEY NOT NULL,          -- hash of the cookie
    township TEXT NOT NULL,                -- at whose desk
    staff_id TEXT NOT NULL REFERENCES staff (id), -- who typed it
    sealed BYTEA NOT NULL,                 -- under a key that only the cookie holds
    held_at_ms BIGINT NOT NULL             -- since when
);
CREATE INDEX held_forms_by_time ON held_forms (held_at_ms);

-- 3. Keys. Contact details are sealed to a public key whose private half is not here in clear, mail to another one.

-- Public halves. One of each purpose is in use; those before it are kept for as long as something is sealed to them.
CREATE TABLE sealing_keys (
    id TEXT PRIMARY KEY NOT NULL,          -- hex of seal::KeyId, which envelopes carry
    township TEXT NOT NULL,                -- whose
    purpose TEXT NOT NULL,                 -- 'vault' (contact details) or 'mail'
    public_key BYTEA NOT NULL,             -- its bytes
    made_at_ms BIGINT NOT NULL,            -- when
    retired_at_ms BIGINT                   -- none for the one that seals
);
CREATE UNIQUE INDEX sealing_keys_in_use ON sealing_keys (township, purpose) WHERE retired_at_ms IS NULL;

-- Each staff member's own pair.
CREATE TABLE staff_keys (
    staff_id TEXT PRIMARY KEY NOT NULL REFERENCES staff (id), -- whose
    township TEXT NOT NULL,                -- at whose desk they work
    public_key BYTEA NOT NULL,             -- its public half
    wrapped_private BYTEA NOT NULL,        -- under the pass phrase: argon2id, XChaCha20-Poly1305; see seal/staff_key
    made_at_ms BIGINT NOT NULL             -- when
);

-- The vault right is a copy of the township's private key, sealed to a staff member's own key.
CREATE TABLE vault_copies (
    key_id TEXT NOT NULL REFERENCES sealing_keys (id), -- of which key
    staff_id TEXT NOT NULL REFERENCES staff (id), -- for whom
    township TEXT NOT NULL,                -- whose key
    sealed_private BYTEA NOT NULL,         -- the copy
    granted_at_ms BIGINT NOT NULL,         -- when
    PRIMARY KEY (key_id, staff_id)
);

-- 4. The log: each step of the world leaves one event, each township has a chain of its own (docs/event-log.md).

-- Holds no text of a person. What an event says beside its kind is typed; a text is committed to.
CREATE TABLE events (
    township TEXT NOT NULL,                -- in whose chain
    seq BIGINT NOT NULL,                   -- from 1, without gaps
    at_ms BIGINT NOT NULL,                 -- when
    actor TEXT NOT NULL,                   -- staff id, 'resident' or 'system'
    subject_kind TEXT,                     -- what it is about; none: the installation
    subject_id TEXT,                       -- its id
    kind TEXT NOT NULL,                    -- what happened: a word of event_log::Kind
    details TEXT NOT NULL,                 -- lines 'name value': words, numbers, days and ids
    text_commitment TEXT,                  -- SHA-256 over salt and text, where somebody gave a reason
    hash TEXT NOT NULL,                    -- SHA-256 over the hash before it and this row
    PRIMARY KEY (township, seq)
);
CREATE INDEX events_of_subject ON events (subject_kind, subject_id, seq);

-- The reasons that people gave with a step. Erasing a row leaves the chain as it is.
CREATE TABLE event_texts (
    township TEXT NOT NULL,                -- in whose chain
    seq BIGINT NOT NULL,                   -- of which event
    subject_kind TEXT,                     -- as in the event: by it they are erased
    subject_id TEXT,                       -- its id
    salt BYTEA NOT NULL,                   -- 32 random bytes; without them the commitment says nothing
    text TEXT NOT NULL,                    -- in the words of whoever took the step
    is_account BIGINT NOT NULL,            -- tells the sender what was done in their name: a withdrawal leaves it
    PRIMARY KEY (township, seq),
    FOREIGN KEY (township, seq) REFERENCES events (township, seq)
);
CREATE INDEX event_texts_of_subject ON event_texts (subject_kind, subject_id);

-- The last event of each chain. Updating the row orders all who write in it.
CREATE TABLE event_head (
    township TEXT PRIMARY KEY NOT NULL,    -- whose chain
    seq BIGINT NOT NULL,                   -- number of the last event; 0 before the first
    hash TEXT NOT NULL                     -- its hash; empty before the first
);

-- 5. Letters and the cases that they open.

-- What a resident sent: raw and restricted. Kind, title and village can be corrected; what stood before is in corrections.
CREATE TABLE submissions (
    id TEXT PRIMARY KEY NOT NULL,          -- random; also the id of its case
    township TEXT NOT NULL,                -- to whom it was written
    submission_no TEXT NOT NULL,           -- 信件编号: can be said aloud
    idempotency_key TEXT NOT NULL,         -- hash of the form's own random part: sent twice is one letter
    source_id TEXT,                        -- of an imported file's record
    query_code_hash BYTEA NOT NULL,        -- keyed; the code itself is nowhere
    channel TEXT NOT NULL,                 -- the way in which it came: a word of domain::Channel
    kind TEXT NOT NULL,                    -- a word of domain::SubmissionKind
    title TEXT NOT NULL,                   -- as the sender wrote it, or as corrected
    text TEXT NOT NULL,                    -- as the sender wrote it
    accused TEXT NOT NULL DEFAULT '',      -- whom or what it is about, in the sender's words; empty: not said
    search_text TEXT NOT NULL,             -- number, title and text as the desk searches them
    village TEXT,                          -- unit of the content; none: the whole township, or not said
    addressed_office TEXT,                 -- unit of the content that the sender named
    consent TEXT NOT NULL,                 -- what may be published: a word of domain::Consent
    under_14 BIGINT NOT NULL,              -- the sender is a child
    sealed_contact BYTEA,                  -- name, telephone, mail, address, sealed to the vault; see seal/
    sealed_mail_to BYTEA,                  -- the address for mail, sealed to the mail key; gone when nothing more is to be told
    sealed_sms_to BYTEA,                   -- the number for text messages, just so
    notify_by TEXT NOT NULL,               -- how the sender wants to be told: a word of domain::ToldBy; empty: an imported letter
    mail_state TEXT NOT NULL DEFAULT 'on', -- 'on', 'stopped' (they want no more mail) or 'bounced' (their mailbox takes none)
    spam_flags TEXT NOT NULL,              -- list: what was noticed at the door, words of domain::Remark
    received_at_ms BIGINT NOT NULL,        -- when it came
    entered_by TEXT REFERENCES staff (id), -- who took it down; none for what the sender sent
    UNIQUE (township, submission_no),
    UNIQUE (township, idempotency_key),
    UNIQUE (township, source_id)
);
CREATE INDEX submissions_by_time ON submissions (township, received_at_ms);

-- The matter that staff work on; each submission opens one.
CREATE TABLE cases (
    id TEXT PRIMARY KEY NOT NULL REFERENCES submissions (id), -- that of its letter
    township TEXT NOT NULL,                -- whose desk
    version BIGINT NOT NULL,               -- a step saves only over the version that it read
    state TEXT NOT NULL,                   -- where handling stands: a word of domain::State
    publication TEXT NOT NULL,             -- where publication stands: a word of domain::PublicationState
    lead_office TEXT,                      -- unit of the content that leads; none: nobody yet
    topic TEXT,                            -- what it is about, in a word or two
    due_on TEXT,                           -- the promised day; none while the year's holiday notice is not loaded
    ceiling_on TEXT NOT NULL,              -- the day that no promise goes beyond
    extended_at_ms BIGINT,                 -- when the promise was extended in this round
    extension_reason TEXT,                 -- why; the sender sees it
    reopened_at_ms BIGINT,                 -- when the second round began
    merged_into TEXT REFERENCES cases (id), -- the case that leads for this one too; that one is merged into none
    outcome_reason TEXT,                   -- why it was declined, referred out or merged; the sender sees it
    decline_reason TEXT,                   -- why it is not to be taken up, until a second person has confirmed it
    decline_by TEXT REFERENCES staff (id), -- who wrote so
    answer TEXT,                           -- in Markdown; a draft until it was reviewed
    answer_policies TEXT NOT NULL DEFAULT '[]', -- list: slugs of the published policies that the answer rests on
    answer_fingerprint TEXT,               -- by it the same answer to another case is found; none for a short one
    answered_by TEXT REFERENCES staff (id), -- who wrote the answer
    answered_at_ms BIGINT,                 -- when it was written
    reviewed_by TEXT REFERENCES staff (id), -- who let it out
    reviewed_at_ms BIGINT,                 -- the moment since which the sender can read the answer
    redo_reason TEXT,                      -- why the answer went back, or the case was opened again
    on_time BIGINT,                        -- the verdict, frozen at the moment of review
    closed_at_ms BIGINT,                   -- when it was closed
    awaits_first_reader BIGINT NOT NULL DEFAULT 0, -- it is not known whom it is about: until a first reader says, nobody else sees it
    awaits_supervision BIGINT NOT NULL DEFAULT 0, -- a bad rating waits for the supervision office
    consent_asked BIGINT NOT NULL DEFAULT 0, -- a sender who wants to be asked before publication has been asked
    waits_for_site BIGINT NOT NULL DEFAULT 0 -- it was taken down, and the site has not been built since
);
CREATE INDEX cases_by_state ON cases (township, state, due_on);
CREATE INDEX cases_by_office ON cases (township, lead_office, state);
CREATE INDEX cases_by_answer ON cases (township, answer_fingerprint) WHERE answer_fingerprint IS NOT NULL;
CREATE INDEX cases_in_publication ON cases (township, publication) WHERE publication <> 'none';
CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX cases_without_due_date ON cases (township) WHERE due_on IS NULL;
CREATE INDEX cases_await_first_reader ON cases (township) WHERE awaits_first_reader = 1;
CREATE INDEX cases_await_supervision ON cases (township) WHERE awaits_supervision = 1;
CREATE INDEX cases_wait_for_site ON cases (township) WHERE waits_for_site = 1;

-- What staff corrected of a letter: its kind, its title, its village. What stood before stays here.
CREATE TABLE corrections (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose letter
    case_id TEXT NOT NULL REFERENCES cases (id), -- which
    kind_before TEXT NOT NULL,             -- a word of domain::SubmissionKind
    kind_after TEXT NOT NULL,              -- just so
    title_before TEXT NOT NULL,            -- the title that stood
    title_after TEXT NOT NULL,             -- the title that stands
    village_before TEXT,                   -- unit of the content
    village_after TEXT,                    -- just so
    reason TEXT NOT NULL,                  -- why; the sender reads it; emptied when their data are erased
    corrected_by TEXT NOT NULL REFERENCES staff (id), -- who did it
    corrected_at_ms BIGINT NOT NULL        -- when
);
CREATE INDEX corrections_of_case ON corrections (case_id, corrected_at_ms);

-- What a report is to be corrected to, until a second person has confirmed it: it would be read by others from then on.
CREATE TABLE proposed_corrections (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id), -- of which letter
    township TEXT NOT NULL,                -- whose letter
    kind TEXT NOT NULL,                    -- a word of domain::SubmissionKind
    title TEXT NOT NULL,                   -- the title that is to stand
    village TEXT,                          -- unit of the content
    reason TEXT NOT NULL,                  -- why
    proposed_by TEXT NOT NULL REFERENCES staff (id), -- who wants it
    proposed_at_ms BIGINT NOT NULL         -- when
);

-- What the sender says of an answer: once for each round; the second round begins when the case is reopened.
CREATE TABLE ratings (
    case_id TEXT NOT NULL REFERENCES cases (id), -- of which case
    round BIGINT NOT NULL,                 -- 0, and 1 after it was reopened
    township TEXT NOT NULL,                -- whose answer
    grade TEXT NOT NULL,                   -- one of five, as on the public page
    solved BIGINT,                         -- none where the sender did not say
    reason TEXT,                           -- never public
    answer TEXT NOT NULL,                  -- the answer that was rated: a later one takes its place in cases
    channel TEXT NOT NULL,                 -- the way in which it came: a word of domain::Channel
    rated_at_ms BIGINT NOT NULL,           -- when
    entered_by TEXT REFERENCES staff (id), -- from a slip or a call-back
    supervised_at_ms BIGINT,               -- when the supervision office had seen to a bad one
    supervised_by TEXT REFERENCES staff (id), -- who
    supervision TEXT,                      -- what it did; inner business
    PRIMARY KEY (case_id, round)
);
CREATE INDEX ratings_by_time ON ratings (township, rated_at_ms);

-- What a sender asks for later: to take a reply down, to see, correct or erase personal data (PIPL 45 to 47).
CREATE TABLE requests (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whom they ask
    case_id TEXT NOT NULL REFERENCES cases (id), -- about which letter
    kind TEXT NOT NULL,                    -- a word of domain::RequestKind
    about TEXT NOT NULL DEFAULT 'contact', -- 'contact' (what they left to be reached by) or 'letter' (what it says)
    text TEXT NOT NULL,                    -- why, in their words; emptied when their data are erased
    sealed_contact BYTEA,                  -- what is to stand in the place of what was left; emptied with the answer
    sealed_mail_to BYTEA,                  -- the address for mail that goes with it
    sealed_sms_to BYTEA,                   -- the number for text messages that goes with it
    asked_at_ms BIGINT NOT NULL,           -- when
    due_on TEXT NOT NULL,                  -- the last day for an answer
    is_granted BIGINT,                     -- it was done; none while nobody has answered
    answer TEXT,                           -- what the sender reads
    answered_at_ms BIGINT,                 -- when
    answered_by TEXT REFERENCES staff (id) -- who answered
);
CREATE INDEX requests_of_case ON requests (case_id, asked_at_ms);
CREATE INDEX requests_waiting ON requests (township, due_on) WHERE answered_at_ms IS NULL;

-- 6. What belongs to a subject.

-- Whom a subject names: for them it does not exist.
CREATE TABLE exclusions (
    subject_kind TEXT NOT NULL,            -- what is hidden
    subject_id TEXT NOT NULL,              -- its id
    excluded_kind TEXT NOT NULL,           -- 'staff' or 'unit'
    excluded_id TEXT NOT NULL,             -- staff id, or unit of the content
    township TEXT NOT NULL,                -- whose subject
    PRIMARY KEY (subject_kind, subject_id, excluded_kind, excluded_id)
);

-- Keyed hashes of names and numbers, made when a text arrives: the gate over the site finds them without knowing them.
CREATE TABLE identifiers (
    subject_kind TEXT NOT NULL,            -- in whose text, or of whose sender
    subject_id TEXT NOT NULL,              -- its id
    form TEXT NOT NULL,                    -- 'name', 'number', … : a word of privacy's forms
    hash TEXT NOT NULL,                    -- hex, keyed
    township TEXT NOT NULL,                -- whose key
    length BIGINT NOT NULL,                -- of the plain form, in characters
    of_sender BIGINT NOT NULL,             -- made of what the sender left, not found in a text: redaction goes by these
    PRIMARY KEY (subject_kind, subject_id, form, hash)
);
CREATE INDEX identifiers_by_form ON identifiers (township, form);

-- Opinions of the levels of analysis: append-only, never public.
CREATE TABLE opinions (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose desk
    subject_kind TEXT NOT NULL,            -- on what
    subject_id TEXT NOT NULL,              -- its id
    level TEXT NOT NULL,                   -- which level: a word of domain::State
    held_on TEXT NOT NULL,                 -- the day of the meeting
    leader_attended BIGINT NOT NULL,       -- a leader of the township attended
    opinion TEXT NOT NULL,                 -- what was said
    written_by TEXT NOT NULL REFERENCES staff (id), -- who wrote it down
    written_at_ms BIGINT NOT NULL          -- when
);
CREATE INDEX opinions_of_subject ON opinions (subject_kind, subject_id, written_at_ms);

-- Questions of the office to the sender, and what came back.
CREATE TABLE messages (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose desk
    subject_kind TEXT NOT NULL,            -- about what
    subject_id TEXT NOT NULL,              -- its id
    sender TEXT NOT NULL,                  -- 'office' or 'resident'
    text TEXT NOT NULL,                    -- what was said
    sent_at_ms BIGINT NOT NULL,            -- when
    channel TEXT NOT NULL DEFAULT 'web',   -- the way in which what a resident says came: a word of domain::Channel
    entered_by TEXT REFERENCES staff (id)  -- who took it down; none for what the resident wrote
);
CREATE INDEX messages_of_subject ON messages (subject_kind, subject_id, sent_at_ms);

-- Files. The file itself is in the data folder, sealed, under the name of its row.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY NOT NULL,          -- random; also the file's name on disk
    township TEXT NOT NULL,                -- whose
    subject_kind TEXT,                     -- what it belongs to; none while a letter is being written
    subject_id TEXT,                       -- its id
    message_id TEXT,                       -- the message that it came with; none: the subject itself
    form_key TEXT,                         -- hash of the form's random part; none once the form was sent
    position BIGINT NOT NULL,              -- its place among the others, from 1
    sealed_name BYTEA NOT NULL,            -- as the sender called it
    kind TEXT NOT NULL,                    -- a word of attachments::AttachmentKind
    caution TEXT,                          -- what staff are told before they open it: a word of attachments::Caution
    bytes BIGINT NOT NULL,                 -- in clear
    content_hash TEXT NOT NULL,            -- keyed hash of the file as it came: sent again, it is the same file
    added_at_ms BIGINT NOT NULL            -- when it came; of a form, when it was last seen
);
CREATE INDEX attachments_of_subject ON attachments (subject_kind, subject_id, position);
CREATE INDEX attachments_of_form ON attachments (form_key, added_at_ms) WHERE form_key IS NOT NULL;

-- Messages by a carrier that wait, and those that went. Recipient and text are emptied once they went.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,          -- random; part of what the text is sealed to
    township TEXT NOT NULL,                -- who sends
    subject_kind TEXT,                     -- about what
    subject_id TEXT,                       -- its id
    mail TEXT NOT NULL,                    -- which folder of templates/mail
    carrier TEXT NOT NULL DEFAULT 'mail',  -- 'mail' or 'sms'
    sealed_to BYTEA,                       -- the address or number; gone once it was sent
    subject TEXT NOT NULL,                 -- the line that a mail carries; no personal data
    sealed_body BYTEA,                     -- what it says, sealed to the mail key; gone once it was sent
    created_at_ms BIGINT NOT NULL,         -- when it was written
    next_attempt_at_ms BIGINT,             -- none once it was sent, stopped or came back
    attempts BIGINT NOT NULL,              -- how often it was tried
    sent_at_ms BIGINT,                     -- when the server took it
    last_error TEXT,                       -- what the server said last
    bounced_at_ms BIGINT,                  -- when it came back
    bounce_status TEXT                     -- why: three numbers of RFC 3463
);
CREATE INDEX outbox_waiting ON outbox (next_attempt_at_ms, created_at_ms) WHERE next_attempt_at_ms IS NOT NULL;
CREATE INDEX outbox_of_subject ON outbox (subject_kind, subject_id, created_at_ms);
CREATE INDEX outbox_by_time ON outbox (township, created_at_ms);

-- What a sender is to be told by a person, because a message about it has not arrived. Ended when they were told, when nobody
-- reached them, or when the message arrived after all.
CREATE TABLE calls (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- who calls
    subject_kind TEXT NOT NULL,            -- about what
    subject_id TEXT NOT NULL,              -- its id
    mail TEXT NOT NULL,                    -- which folder of templates/mail
    carrier TEXT NOT NULL,                 -- what would have carried it: 'mail' or 'sms'
    outbox_id TEXT UNIQUE,                 -- the message; none where nothing more is sent there
    since_ms BIGINT NOT NULL,              -- since when
    ended_at_ms BIGINT                     -- none while somebody has to call
);
CREATE INDEX calls_open ON calls (subject_kind, subject_id) WHERE ended_at_ms IS NULL;

-- 7. Publication.

-- The redacted text of a case, before and after approval.
CREATE TABLE redactions (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id), -- of which case
    township TEXT NOT NULL,                -- whose site
    title TEXT NOT NULL,                   -- the public title
    letter TEXT NOT NULL,                  -- the public letter
    answer TEXT NOT NULL,                  -- the public answer, in Markdown
    village TEXT,                          -- as it will be public; none is "the township"
    topic TEXT NOT NULL,                   -- in a word or two
    scope TEXT NOT NULL,                   -- whom it concerns: a word of record::FeedbackScope
    policies TEXT NOT NULL,                -- list: slugs of policies
    record TEXT NOT NULL,                  -- JSON of domain::RedactionRecord: decisions, what stays and why, accepted risks
    rules_version BIGINT NOT NULL,         -- of the rules that found nothing more
    author_id TEXT NOT NULL REFERENCES staff (id), -- who wrote it
    written_at_ms BIGINT NOT NULL,         -- when
    returned_reason TEXT,                  -- what the approver, or a sender, asked to change
    approver_id TEXT REFERENCES staff (id), -- the second person
    approved_at_ms BIGINT                  -- when they approved it
);

-- From opening the page of a public text to approving it: one row an approval, so that a median by month can be told.
CREATE TABLE approvals (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose site
    subject_kind TEXT NOT NULL,            -- of what
    subject_id TEXT NOT NULL,              -- its id
    approver_id TEXT NOT NULL REFERENCES staff (id), -- by whom
    approved_at_ms BIGINT NOT NULL,        -- when
    seconds BIGINT NOT NULL                -- since the page was opened
);
CREATE INDEX approvals_by_time ON approvals (township, approved_at_ms);

-- What the gate found and two persons let stand.
CREATE TABLE leak_overrides (
    township TEXT NOT NULL,                -- on whose site
    hash TEXT NOT NULL,                    -- keyed, over the text that was found
    subject_kind TEXT NOT NULL,            -- in the text of what
    subject_id TEXT NOT NULL,              -- its id
    reason TEXT NOT NULL,                  -- why it may stand; emptied when the sender's data are erased
    asked_by TEXT NOT NULL REFERENCES staff (id), -- who asked
    asked_at_ms BIGINT NOT NULL,           -- when
    granted_by TEXT REFERENCES staff (id), -- the second person; none while nobody has agreed
    granted_at_ms BIGINT,                  -- when they agreed
    PRIMARY KEY (township, hash)
);
CREATE INDEX leak_overrides_of_subject ON leak_overrides (subject_kind, subject_id);

-- What is public, and nothing else: publication reads this table and public_figures alone.
CREATE TABLE public_replies (
    township TEXT NOT NULL,                -- on whose site
    submission_no TEXT NOT NULL,           -- the number of the letter
    change_no BIGINT NOT NULL,             -- number of its last change: other sites take changes over by it
    title TEXT NOT NULL,                   -- emptied by a withdrawal, like every text below
    kind TEXT NOT NULL,                    -- a word of record::PublicKind
    topic TEXT NOT NULL,                   -- in a word or two
    village TEXT,                          -- unit of the content; none is "the township"
    office TEXT NOT NULL,                  -- unit of the content that answered
    scope TEXT NOT NULL,                   -- a word of record::FeedbackScope
    received_on TEXT NOT NULL,             -- the day of the letter
    replied_on TEXT NOT NULL,              -- the day of the answer
    published_at TEXT NOT NULL,            -- wall clock of Shanghai, to the minute
    updated_at TEXT,                       -- just so: when anything of it last changed; none when nothing has
    working_days BIGINT,                   -- from letter to answer; none where no holiday notice is on file
    policies TEXT NOT NULL,                -- list: slugs of policies
    letters BIGINT NOT NULL,               -- how many letters it answers
    round TEXT NOT NULL DEFAULT 'first',   -- which answer of the case it is: a word of record::Round
    rating TEXT,                           -- the sender's grade
    kept TEXT NOT NULL DEFAULT '[]',       -- list: findings that stay; each stands in the texts, so nothing is told twice
    letter TEXT NOT NULL,                  -- the redacted letter
    answer TEXT NOT NULL,                  -- the redacted answer, in Markdown
    withdrawn_on TEXT,                     -- the day of withdrawal: then the texts are emptied
    PRIMARY KEY (township, submission_no)
);
CREATE UNIQUE INDEX public_replies_by_change ON public_replies (township, change_no);
CREATE INDEX public_replies_by_receipt ON public_replies (township, received_on) WHERE withdrawn_on IS NULL;

-- The last change of each township's replies. Updating the row orders all writers: no number is seen before a smaller one.
CREATE TABLE public_change_head (
    township TEXT PRIMARY KEY NOT NULL,    -- on whose site
    change_no BIGINT NOT NULL              -- 0 before the first
);

-- The figures of each year, as they are public: counts alone, written by one step and read by publication.
CREATE TABLE public_figures (
    township TEXT NOT NULL,                -- on whose site
    year BIGINT NOT NULL,                  -- of which year
    until TEXT NOT NULL,                   -- the last day whose letters are counted
    counted_at_ms BIGINT NOT NULL,         -- when
    record TEXT NOT NULL,                  -- the one written form of site_gen::record::Figures
    PRIMARY KEY (township, year)
);

-- How often something was turned away at the door: no address, no text, no moment.
CREATE TABLE rejections (
    township TEXT NOT NULL,                -- at whose door
    on_day TEXT NOT NULL,                  -- the day
    reason TEXT NOT NULL,                  -- a word of domain::TurnedAway
    times BIGINT NOT NULL,                 -- how often
    PRIMARY KEY (township, on_day, reason)
);

-- Duties of the service: who runs one now, and how the last run ended. A process takes a lease before it runs one, and writes only
-- while nobody has taken it since.
CREATE TABLE jobs (
    township TEXT NOT NULL,                -- whose
    name TEXT NOT NULL,                    -- which: a word of jobs::Duty
    place TEXT NOT NULL,                   -- the data folder that it is about; '' where one run serves the whole township
    due_at_ms BIGINT NOT NULL,             -- when it is to run next; 0 is at once
    holder TEXT,                           -- the process that runs it; none while nobody does
    leased_until_ms BIGINT NOT NULL,       -- from then on another process may take it over
    fence BIGINT NOT NULL,                 -- grows with each lease: who holds a smaller number writes no more
    failures BIGINT NOT NULL,              -- runs that failed since the last good one
    began_at_ms BIGINT,                    -- of the last run; none before the first one
    done_at_ms BIGINT,                     -- end of the last good run
    trouble TEXT NOT NULL,                 -- what staff have to mend, one a line; no personal data
    PRIMARY KEY (township, name, place)
);
