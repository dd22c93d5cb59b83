//! Every URL once; guards wrap scopes. HEAD stands nowhere: whatever can be got can be asked for its head (`answer_head`).

use actix_files::Files;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, Resource};

use crate::context::Context;
use crate::http::desk::survey::{households, sheets, suggestions, visits};
use crate::http::desk::{
    boxes, calendar, calls, checks, feedback, held_form, hotline, ledger, mediations, meetings, new_letter,
    notes, outbox, progress, queue, rejections, requests, sign_in, steps, supervision, team_assessments,
    together,
};
use crate::http::mailbox::{boxes as public_boxes, form, receipt};
use crate::http::middleware::{in_the_desks_frame, in_the_sites_frame, lead_to_sign_in};
use crate::http::pages::folder::lead_into_folder;
use crate::http::pages::{ApiError, assets};
use crate::http::publishing::{approval, redaction};
use crate::http::track::{forms, own_letter, stop_mail};
use crate::http::{api, download, ready, search};

/// Mounts everything. The finished site stands below all, so that a page of the service wins over a file.
pub(crate) fn mount(config: &mut ServiceConfig, app: &web::Data<Context>) {
    // What cannot be read in an address gets a page with a sentence too.
    let queries = web::QueryConfig::default().error_handler(|_, _| ApiError::unreadable().into());
    let paths = web::PathConfig::default().error_handler(|_, _| ApiError::NotFound.into());
    config
        .app_data(app.clone())
        .app_data(queries)
        .app_data(paths)
        .route("/healthz", web::get().to(ready::health))
        .route("/readyz", web::get().to(ready::show))
        .route("/metrics", web::get().to(ready::metrics))
        .service(
            web::resource("/search").wrap(from_fn(in_the_sites_frame)).route(web::get().to(search::show)),
        )
        .service(
            web::scope("/mailbox")
                .wrap(from_fn(in_the_sites_frame))
                .route("/", web::get().to(form::show_form))
                .route("/", web::post().to(form::send))
                .route("/boxes", web::get().to(public_boxes::show))
                .route("/proof.js", web::get().to(form::proof_script))
                .route("/receipt", web::get().to(receipt::show_again))
                .route("/receipt", web::post().to(receipt::forget))
                .route("", web::get().to(lead_into_folder))
                .default_service(web::to(form::not_found)),
        )
        .service(
            web::scope("/track")
                .wrap(from_fn(in_the_sites_frame))
                .route("/", web::get().to(forms::show_form))
                .route("/", web::post().to(forms::show_case))
                .route("", web::get().to(lead_into_folder))
                .route("/inform", web::post().to(forms::inform))
                .route("/attachment", web::post().to(forms::download))
                .route("/rate", web::post().to(forms::rate))
                .route("/consent", web::post().to(forms::change_consent))
                .route("/request", web::post().to(forms::ask))
                .route("/mail", web::post().to(forms::change_mail))
                .route("/stop-mail", web::get().to(stop_mail::ask))
                .route("/stop-mail", web::post().to(stop_mail::stop))
                .route("/withdraw", web::post().to(forms::withdraw))
                .route("/letter", web::get().to(own_letter::show))
                .route("/leave", web::post().to(own_letter::leave))
                .route(
                    "/{form:inform|attachment|rate|consent|request|mail|withdraw|leave}",
                    web::get().to(own_letter::back),
                )
                .default_service(web::to(form::not_found)),
        )
        .service(
            web::scope("/desk")
                .route("", web::get().to(queue::to_queue))
                .route("/assets/{file}", web::get().to(assets::asset))
                .route("/sign-in", web::get().to(sign_in::show_sign_in))
                .route("/sign-in", web::post().to(sign_in::sign_in))
                .route("/sign-out", web::post().to(sign_in::sign_out))
                .route("/", web::get().to(queue::queue))
                .route("/enter", web::get().to(new_letter::show_form))
                .route("/enter", web::post().to(new_letter::send))
                .route("/enter/receipt", web::get().to(new_letter::show_receipt))
                .route("/hotline", web::get().to(hotline::show))
                .route("/hotline", web::post().to(hotline::send))
                .route("/checks", web::get().to(checks::list))
                .route("/checks/{submission_no}", web::post().to(checks::send))
                .route("/checks/{submission_no}", web::get().to(checks::back))
                .route("/boxes", web::get().to(boxes::list))
                .route("/boxes/new", web::get().to(boxes::show_new))
                .route("/boxes/{id}", web::get().to(boxes::show))
                .route("/boxes/{id}", web::post().to(boxes::open))
                .route("/boxes/{id}/slip", web::post().to(boxes::enter_slip))
                .route("/boxes/{id}/close_box", web::post().to(boxes::close))
                .route("/boxes/{id}/{form:slip|close_box}", web::get().to(boxes::back))
                .route("/held", web::post().to(held_form::throw_away))
                .route("/mail", web::get().to(outbox::show))
                .route("/requests", web::get().to(requests::list))
                .route("/turned-away", web::get().to(rejections::show))
                .route("/ledger", web::get().to(ledger::show))
                .route("/ledger/file", web::post().to(ledger::send_file))
                .route("/ledger/file", web::get().to(ledger::back))
                .route("/log", web::get().to(ledger::show_log))
                .route("/log/file", web::post().to(ledger::send_file))
                .route("/log/file", web::get().to(ledger::back_to_log))
                .route("/supervision", web::get().to(supervision::show))
                .route("/supervision/letters", web::get().to(supervision::letters))
                .route("/supervision/file", web::post().to(supervision::send_file))
                .route("/supervision/file", web::get().to(supervision::back))
                .route("/households", web::get().to(households::list))
                .route("/households/new", web::get().to(households::show_new))
                .route("/households/{id}", web::get().to(households::show))
                .route("/households/{id}", web::post().to(households::save))
                .route("/households/{id}/edit", web::get().to(households::show_edit))
                .route("/visits", web::get().to(visits::list))
                .route("/visits/new", web::get().to(visits::show_new))
                .route("/visits/blank", web::get().to(visits::blank))
                .route("/visits/{id}", web::get().to(sheets::show))
                .route("/visits/{id}", web::post().to(visits::save))
                .route("/visits/{id}/edit", web::get().to(visits::show_edit))
                .route("/visits/{id}/photos", web::post().to(sheets::add_photos))
                .route("/visits/{id}/photos/{file}", web::get().to(sheets::photo))
                .route("/visits/{id}/{step}", web::post().to(sheets::take))
                .route("/visits/{id}/{step}", web::get().to(sheets::back))
                .route("/suggestions", web::get().to(suggestions::list))
                .route("/suggestions/new", web::get().to(suggestions::show_new))
                .route("/suggestions/{id}", web::get().to(suggestions::show))
                .route("/suggestions/{id}", web::post().to(suggestions::save))
                .route("/suggestions/{id}/{step}", web::post().to(suggestions::take))
                .route("/suggestions/{id}/{step}", web::get().to(suggestions::back))
                .route("/team-assessments", web::get().to(team_assessments::list))
                .route("/team-assessments/new", web::get().to(team_assessments::show_new))
                .route("/team-assessments/{id}", web::get().to(team_assessments::show))
                .route("/team-assessments/{id}", web::post().to(team_assessments::save))
                .route("/team-assessments/{id}/edit", web::get().to(team_assessments::show_edit))
                .route("/team-assessments/{id}/read", web::post().to(team_assessments::mark_read))
                .route("/team-assessments/{id}/read", web::get().to(team_assessments::back))
                .route("/progress", web::get().to(progress::list))
                .route("/progress/own", web::get().to(progress::show_own))
                .route("/progress/own", web::post().to(progress::hand_in))
                .route("/progress/{office}", web::get().to(progress::show))
                .route("/mediations", web::get().to(mediations::list::show))
                .route("/mediations/new", web::get().to(mediations::open::show))
                .route("/mediations/{id}", web::get().to(mediations::page::show))
                .route("/mediations/{id}", web::post().to(mediations::open::send))
                .route("/mediations/{id}/{form}", web::post().to(mediations::page::take))
                .route("/mediations/{id}/{form}", web::get().to(mediations::page::back))
                .route("/feedback", web::get().to(feedback::page::list))
                .route("/feedback/new", web::get().to(feedback::write::show))
                .route("/feedback/{id}", web::get().to(feedback::page::show))
                .route("/feedback/{id}", web::post().to(feedback::write::save))
                .route("/feedback/{id}/{form}", web::post().to(feedback::page::take))
                .route("/feedback/{id}/{form}", web::get().to(feedback::page::back))
                .route("/calendar", web::get().to(calendar::show))
                .route("/calendar/{way}", web::post().to(calendar::change))
                .route("/calendar/{secret}.ics", web::get().to(calendar::feed))
                .route("/calendar/{way}", web::get().to(calendar::back))
                .route("/meetings", web::get().to(meetings::list::show))
                .route("/meetings/call/{level}/{unit}", web::get().to(meetings::call::show))
                .route("/meetings/call/{level}/{unit}", web::post().to(meetings::call::send))
                .route("/meetings/{id}", web::get().to(meetings::page::show))
                .route("/meetings/{id}/paper", web::get().to(meetings::page::print))
                .route("/meetings/{id}/items/{item}/{form}", web::post().to(meetings::acts::take_item))
                .route("/meetings/{id}/items/{item}/{form}", web::get().to(meetings::acts::back_from_item))
                .route("/meetings/{id}/{form}", web::post().to(meetings::acts::take))
                .route("/meetings/{id}/{form}", web::get().to(meetings::acts::back))
                .route("/together", web::get().to(together::page::show))
                .route("/together/{step}", web::post().to(together::act::take))
                .route("/together/{id}", web::get().to(together::page::show_batch))
                .route("/cases/{submission_no}", web::get().to(queue::case))
                .route("/cases/{submission_no}/attachments/{id}", web::get().to(download::show))
                .route("/cases/{submission_no}/calls", web::post().to(calls::end))
                .route("/cases/{submission_no}/contact", web::post().to(steps::open_contact))
                .route("/cases/{submission_no}/exclude", web::post().to(steps::exclude))
                .route("/cases/{submission_no}/accused", web::post().to(steps::settle_accused))
                .route("/cases/{submission_no}/override", web::post().to(steps::override_leaks))
                .route("/cases/{submission_no}/note", web::post().to(notes::write))
                .route("/cases/{submission_no}/redact", web::get().to(redaction::show))
                .route("/cases/{submission_no}/redact", web::post().to(redaction::send))
                .route("/cases/{submission_no}/publish", web::get().to(approval::show))
                .route("/cases/{submission_no}/publish", web::post().to(approval::send))
                .route("/cases/{submission_no}/preview", web::get().to(redaction::preview))
                .route("/cases/{submission_no}/slip", web::get().to(steps::show_slip))
                .route("/cases/{submission_no}/requests", web::post().to(requests::enter_request))
                .route("/cases/{submission_no}/requests/{id}", web::post().to(requests::answer_request))
                .route("/cases/{submission_no}/{step}", web::post().to(steps::take))
                .route("/cases/{submission_no}/{step}", web::get().to(steps::back))
                .route("/cases/{submission_no}/requests/{id}", web::get().to(requests::back))
                .default_service(web::to(queue::not_found))
                .wrap(from_fn(in_the_desks_frame))
                .wrap(from_fn(lead_to_sign_in)),
        )
        .service(
            web::scope("/api")
                .service(get("/v1/public-replies").route(web::get().to(api::replies::list)))
                .service(get("/v1/public-replies/{id}").route(web::get().to(api::replies::find)))
                .service(get("/v1/kinds").route(web::get().to(api::township::kinds)))
                .service(get("/v1/units").route(web::get().to(api::township::units)))
                .service(get("/v1/openapi.json").route(web::get().to(api::openapi::show)))
                .service(post("/v1/letters").route(web::post().to(api::letters::send)))
                .service(post("/v1/letters/track").route(web::post().to(api::letters::track_one)))
                .default_service(web::to(api::not_found)),
        )
        .service(get("/open311/discovery.{format}").route(web::get().to(api::open311::discovery)))
        .service(
            web::scope("/open311/v2")
                .service(get("/services.{format}").route(web::get().to(api::open311::services)))
                .service(get("/services/{code}.{format}").route(web::get().to(api::open311::definition)))
                .service(
                    web::resource("/requests.{format}")
                        .route(web::get().to(api::open311::list))
                        .route(web::post().to(api::open311::send))
                        .route(web::method(Method::OPTIONS).to(api::preflight))
                        .default_service(web::to(async |request: HttpRequest| {
                            api::method_not_allowed(&request, api::GET_AND_POST)
                        })),
                )
                .service(get("/requests/{id}.{format}").route(web::get().to(api::open311::find)))
                .default_service(web::to(api::open311::not_found)),
        )
        .service(
            Files::new("/", app.settings.paths.site.clone())
                .index_file("index.html")
                .redirect_to_slash_directory()
                .prefer_utf8(true)
                // `.well-known`: the site has no other hidden file.
                .use_hidden_files()
                .default_handler(web::to(form::not_found)),
        );
}

/// An address for programs that is only asked, by pages of other sites too.
fn get(path: &str) -> Resource {
    web::resource(path)
        .route(web::method(Method::OPTIONS).to(api::preflight))
        .default_service(web::to(async |request: HttpRequest| api::method_not_allowed(&request, api::GET)))
}

/// One that is only sent to.
fn post(path: &str) -> Resource {
    web::resource(path)
        .default_service(web::to(async |request: HttpRequest| api::method_not_allowed(&request, api::POST)))
}
