//! Linked data (schema.org) for search engines and assistants: who runs the site, and which questions a
//! policy answers. Deliberately absent: people.

use record::{DocumentStatus, PolicyExplanation};
use serde_json::json;

use crate::site::Site;
use crate::view::LinkedData;

/// The township's office, on the home page.
pub(super) fn organisation(site: &Site) -> Option<LinkedData> {
    let settings = &site.settings;
    let url = settings.site.absolute("")?;
    Some(LinkedData::new(&json!({
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": format!("{url}#organization"),
        "name": settings.identity.operator_org,
        "alternateName": settings.site.name,
        "url": url,
        "description": settings.site.description,
        "telephone": settings.hotline.number,
        "areaServed": {
            "@type": "AdministrativeArea",
            "name": format!("{}{}", settings.site.county, settings.site.township),
        },
        "parentOrganization": {
            "@type": "GovernmentOrganization",
            "name": settings.identity.sponsor_org,
        },
        "contactPoint": {
            "@type": "ContactPoint",
            "telephone": settings.hotline.number,
            "availableLanguage": settings.site.language,
        },
    })))
}

/// The questions of a policy whose document has this status. A repealed one gives none: nobody should be told
/// what no longer holds.
pub(super) fn questions(policy: &PolicyExplanation, status: DocumentStatus) -> Option<LinkedData> {
    if policy.questions.is_empty() || status == DocumentStatus::Repealed {
        return None;
    }
    let questions: Vec<_> = policy
        .questions
        .iter()
        .map(|one| {
            json!({
                "@type": "Question",
                "name": one.q,
                "acceptedAnswer": { "@type": "Answer", "text": one.a },
            })
        })
        .collect();
    Some(LinkedData::new(&json!({
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "name": policy.title,
        "mainEntity": questions,
    })))
}
