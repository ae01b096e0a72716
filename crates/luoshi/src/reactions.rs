//! What follows from an event: one exhaustive match, the only place where features react to each
//! other. Jobs are queued in the transaction of the event.

use crate::event::{Event, Subject};
use crate::jobs::Job;

/// The jobs that follow from an event.
#[must_use]
pub fn after(subject: &Subject, event: &Event) -> Vec<Job> {
    match event {
        Event::DocumentReceived { .. } => vec![Job::ReadDocument { document: subject.id }],
        Event::TenantFounded { .. } => vec![Job::Housekeeping],
        Event::SettingsChanged { .. }
        | Event::SignedIn
        | Event::SignInRefused { .. }
        | Event::SignedOut
        | Event::Denied { .. }
        | Event::AccountOpened { .. }
        | Event::AccountChanged { .. }
        | Event::LinkIssued { .. }
        | Event::PasswordSet
        | Event::DelegationMade { .. }
        | Event::DelegationEnded
        | Event::UnitAdded { .. }
        | Event::UnitChanged { .. }
        | Event::PostAdded { .. }
        | Event::PostChanged { .. }
        | Event::PersonAdded { .. }
        | Event::PersonChanged { .. }
        | Event::PostTaken { .. }
        | Event::PostLeft { .. }
        | Event::RosterImported { .. }
        | Event::YearOpened
        | Event::YearMoved { .. }
        | Event::PlanFrozen { .. }
        | Event::FrameworkChanged { .. }
        | Event::GoalChanged { .. }
        | Event::PlanItemRemoved { .. }
        | Event::TaskAdded { .. }
        | Event::TaskChanged { .. }
        | Event::TaskCancelled { .. }
        | Event::TaskRemoved { .. }
        | Event::DocumentRead { .. }
        | Event::DocumentRefused { .. }
        | Event::ProposalsDecided { .. }
        | Event::DocumentSeparated { .. }
        | Event::DocumentAdopted { .. }
        | Event::AdoptionUndone { .. }
        | Event::Exported { .. }
        | Event::ViewKept { .. }
        | Event::ViewRemoved { .. }
        | Event::FeedbackGiven { .. } => Vec::new(),
    }
}
