//! 申请: a mediation is opened under the id that its page made, by whoever will handle it.

use crate::case::forms::Sent;
use crate::case::{Act, DisputeKind, MediationSource, Record, Subject};
use crate::event_log::{Detail, Kind};
use crate::steps::days::past_day;
use crate::steps::mediation::{ANSWERS, mediator, parties_of};
use crate::steps::sealed_record::{Answers, seal, with_next_number};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, NewMediation};

/// Opens it, and links it to the letter from which it was opened. Whoever is a party never finds it, by person or by unit; somebody
/// who is one cannot open it.
///
/// # Errors
/// [`StepError::Missing`], [`StepError::Unknown`] for what is not given or chosen; [`StepError::Refused`] for a village that is not
/// this person's.
pub async fn open_mediation(
    desk: Desk<'_>,
    id: &str,
    letter: Option<&str>,
    sent: &Sent,
) -> Result<(), StepError> {
    needed("mediation_parties", sent.text("applicants"))?;
    needed("mediation_respondents", sent.text("respondents"))?;
    needed("mediation_text", sent.text("text"))?;
    DisputeKind::parse(sent.text("dispute")).ok_or(StepError::Missing("mediation_dispute"))?;
    MediationSource::parse(sent.text("source")).ok_or(StepError::Missing("mediation_source"))?;
    let applied_on = past_day(desk, sent, "happened_on", "mediation_day")?;
    let village = sent.text("village");
    desk.township.units.village(village).ok_or(StepError::Unknown("mediation_village"))?;
    let record = Record { village: Some(village), office: None, is_own: false };
    desk.staff.viewer().check_in(Act::OpenMediation, &record)?;
    let answers: Answers = sent.pairs();
    let sealed_answers = seal(desk.township, ANSWERS, id, &answers);
    let opened = Opened { id, village, letter, sent, sealed_answers: &sealed_answers };
    with_next_number(|| opened.add(desk, applied_on)).await
}

struct Opened<'a> {
    id: &'a str,
    village: &'a str,
    letter: Option<&'a str>,
    sent: &'a Sent,
    sealed_answers: &'a [u8],
}

impl Opened<'_> {
    async fn add(&self, desk: Desk<'_>, applied_on: jiff::civil::Date) -> Result<(), StepError> {
        let mut tx = desk.begin().await?;
        let staff = store::list_staff(&mut tx).await?;
        let names = ["applicants", "respondents"].map(|name| self.sent.text(name));
        let parties = parties_of(desk, &staff, self.village, &names);
        mediator(&staff, &desk.staff.id, &parties).map_err(|_| StepError::Unknown("mediation_party"))?;
        let mut handlers = vec![desk.staff.id.clone()];
        let second = self.sent.text("staff");
        if !second.is_empty() {
            handlers.push(mediator(&staff, second, &parties)?.id.clone());
        }
        let mediation = NewMediation {
            id: self.id,
            village: self.village,
            applied_on,
            sealed_answers: self.sealed_answers,
            handlers: &handlers,
        };
        let number = store::next_mediation_no(&mut tx, applied_on.year()).await?;
        let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
        store::add_mediation(&mut tx, &mediation, &number, by).await?;
        let subject = Subject::mediation(self.id);
        let hidden: Vec<_> = parties.iter().map(|one| (subject, one)).collect();
        store::add_exclusions(&mut tx, &hidden).await?;
        if let Some(letter) = self.letter {
            let case = store::find_case(&mut tx, &desk.staff.viewer(), letter).await?;
            store::link_mediation(&mut tx, self.id, &case.submission.id).await?;
        }
        let details = vec![Detail::HiddenFrom(parties.len())];
        desk.note(&mut tx, subject, Kind::MediationOpened, details).await?;
        tx.commit().await?;
        Ok(())
    }
}
