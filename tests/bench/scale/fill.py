"""What years of work leave beside imported letters: states, events in a sound chain, marks, mails, ratings, questions,
redactions and public replies. Written by SQL, for as many letters the steps themselves would take hours."""
import hashlib
import random
from datetime import datetime, timedelta

from letters import OFFICES, SHANGHAI, UNDER_WAY

DAY = 86_400_000
TOWNSHIP = "home"
OPEN = (["submitted"] * 10 + ["registered"] * 10 + ["needs_information"] * 3 + ["accepted"] * 15 + ["analysis_village"] * 3
        + ["analysis_office"] * 2 + ["handling"] * 40 + ["replied"] * 8 + ["reviewed"] * 9)
ENDED = ["declined", "declined", "referred_out", "withdrawn", "merged"]
PATH = [("registered", 0.5, "dengji"), ("accepted", 0.6, "dengji"), ("handling_began", 1, "chengban"), ("answered", 2, "chengban"),
        ("reviewed", 2.5, "shencha"), ("closed", 3, "dengji")]


def day(ms):
    return datetime.fromtimestamp(ms / 1000, SHANGHAI).strftime("%Y-%m-%d")


class Chain:
    """Events as docs/event-log.md has them."""

    def __init__(self, seq, before):
        self.seq, self.before, self.rows = seq, before, []

    def add(self, at_ms, actor, case, kind, details=""):
        self.seq += 1
        at_ms = int(at_ms)
        line = (f"lianxin-event-1\ntownship {TOWNSHIP}\nbefore {self.before or '-'}\nseq {self.seq}\nat_ms {at_ms}\nactor {actor}\nsubject case/{case}\n"
                f"kind {kind}\ntext -\n{details}")
        self.before = hashlib.sha256(line.encode()).hexdigest()
        self.rows.append((self.seq, at_ms, actor, "case", case, kind, details, self.before))


def fill(db):
    chance = random.Random(11)
    new_id = lambda: f"{chance.getrandbits(128):032x}"
    staff = dict(db.rows("SELECT sign_in_name, id FROM staff"))
    letters = db.rows("SELECT s.id, s.submission_no, s.kind, s.title, s.text, s.village, s.consent, s.received_at_ms, c.state, c.lead_office, "
                      "c.answer, c.answered_at_ms FROM submissions s JOIN cases c ON c.id = s.id ORDER BY s.received_at_ms, s.id")
    seq, before = db.rows(f"SELECT seq, hash FROM event_head WHERE township = '{TOWNSHIP}'")[0]
    chain = Chain(int(seq), before)
    cases, identifiers, mails, ratings, messages, redactions, public, exclusions, closed = ([] for _ in range(9))
    for number, (id, no, kind, title, text, village, consent, at, state, office, answer, answered) in enumerate(letters):
        at, answered = int(at), answered and int(answered)
        publication, supervision, lead, reason, reviewed = "none", 0, None, None, answered
        if state == "closed":
            closed.append(id)
            for step, days, who in PATH:
                chain.add(at + days * DAY, staff[who], id, step, f"office {office}\n" if step == "accepted" else "")
            if chance.random() < 0.3:
                bad = chance.random() < 0.05
                supervision = int(bad and chance.random() < 0.1)
                grade = "dissatisfied" if bad else chance.choice(["satisfied", "very_satisfied", "fairly_satisfied"])
                ratings.append((id, 0, grade, int(not bad), answer, "web", answered + DAY))
                chain.add(answered + DAY, "resident", id, "rated")
            if consent == "anonymised" and kind != "report":
                publication = chance.choices(["published", "candidate", "redacted", "none"], [0.25, 0.0025, 0.0025, 0.745])[0]
            if publication != "none":
                approved = (staff["shenpi"], answered + 2 * DAY) if publication == "published" else (None, None)
                redactions.append((id, title, "您好，路灯不亮，请派人来看。", "您好，路灯已经修好。", village, "供水", "township", "[]", '{"decided":[],"kept":[],"risks":[]}', 4,
                                   staff["tuomin"], answered + DAY, *approved))
                chain.add(answered + DAY, staff["tuomin"], id, "redacted")
            if publication == "published":
                moment = datetime.fromtimestamp(answered / 1000, SHANGHAI) + timedelta(days=2)
                public.append((no, title, kind, "道路交通" if number % 3 else "供水", village, office, "township", day(at), day(answered),
                               moment.strftime("%Y-%m-%dT%H:%M:00"), 3, "[]", 1, text, answer, "[]", len(public) + 1))
        elif number >= len(letters) * (1 - UNDER_WAY):
            state = chance.choice(OPEN)
            office = None if state in ("submitted", "registered", "needs_information") else chance.choice(OFFICES)
            if state in ("replied", "reviewed"):
                answer, answered = "您好，来信收到。" + text[:200], at + DAY
            reviewed = answered if state == "reviewed" else None
            if state != "submitted":
                chain.add(at + DAY // 2, staff["dengji"], id, "registered")
        else:
            state, office, reason, reviewed = chance.choice(ENDED), chance.choice(OFFICES), "不属于本镇职责，请向县里有关单位反映。", at + DAY
            if state == "merged":
                lead, reviewed = (chance.choice(closed[-50:]), None) if closed else (None, reviewed)
                state = state if closed else "declined"
            chain.add(at + DAY // 2, staff["dengji"], id, "registered")
        if chance.random() < 0.05:
            for sender, words in (("office", "请问大概是哪一天晚上？请补充地点。"), ("resident", "是上个星期二晚上，在桥边。")):
                messages.append((new_id(), "case", id, sender, words, at + DAY, "web"))
        for form, length in (("name", 3), ("latin", 9), ("number", 11), ("masked_number", 8), ("masked", 2)):
            identifiers.append(("case", id, form, length, new_id(), 1))
        if chance.random() < 0.25:
            for mail in ("receipt", "accepted", "answer")[:3 if state == "closed" else 1]:
                mails.append((new_id(), "case", id, mail, f"来信 {no} 已收到", at + DAY, None, 1, at + DAY + 5000, "mail"))
        if kind == "report":
            exclusions.append(("case", id, "unit", chance.choice(OFFICES)))
        cases.append((id, state, publication, office, supervision, lead, reason, answer, answered, reviewed, staff["chengban"] if answer else None))
    columns = ["id", "state", "publication", "lead_office", "awaits_supervision", "merged_into", "outcome_reason", "answer", "answered_at_ms",
               "reviewed_at_ms", "answered_by"]
    of_township = lambda columns, rows: (["township", *columns], [(TOWNSHIP, *row) for row in rows])
    db.fill(
        ["CREATE INDEX new_cases_id ON new_cases (id)",
         "UPDATE cases SET " + ", ".join(f"{name} = n.{name}" for name in columns[1:]) + " FROM new_cases n WHERE n.id = cases.id",
         f"UPDATE event_head SET seq = {chain.seq}, hash = '{chain.before}' WHERE township = '{TOWNSHIP}'",
         f"UPDATE public_change_head SET change_no = {len(public)} WHERE township = '{TOWNSHIP}'"],
        {"new_cases": (columns, cases),
         "events": of_township(["seq", "at_ms", "actor", "subject_kind", "subject_id", "kind", "details", "hash"], chain.rows),
         "identifiers": of_township(["subject_kind", "subject_id", "form", "length", "hash", "of_sender"], identifiers),
         "outbox": of_township(["id", "subject_kind", "subject_id", "mail", "subject", "created_at_ms", "next_attempt_at_ms", "attempts", "sent_at_ms", "carrier"], mails),
         "ratings": of_township(["case_id", "round", "grade", "solved", "answer", "channel", "rated_at_ms"], ratings),
         "messages": of_township(["id", "subject_kind", "subject_id", "sender", "text", "sent_at_ms", "channel"], messages),
         "redactions": of_township(["case_id", "title", "letter", "answer", "village", "topic", "scope", "policies", "record", "rules_version", "author_id",
                         "written_at_ms", "approver_id", "approved_at_ms"], redactions),
         "public_replies": of_township(["submission_no", "title", "kind", "topic", "village", "office", "scope", "received_on", "replied_on", "published_at",
                             "working_days", "policies", "letters", "letter", "answer", "kept", "change_no"], public),
         "exclusions": of_township(["subject_kind", "subject_id", "excluded_kind", "excluded_id"], exclusions)})
    return {"letters": len(letters), "events": chain.seq, "public replies": len(public)}
