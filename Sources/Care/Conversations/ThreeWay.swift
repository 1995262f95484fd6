import Core

/// Where asking a third party in stands (`domain.md` §5.4).
///
/// Each state is a type of its own that has only the steps which can follow it: what cannot happen cannot be written.
/// `after` is the same as a table, for what comes from outside; what is not in it is refused with `Impossible`.
enum ThreeWay: Sendable, Hashable {
    case solo(Solo)
    case offered(Offered)
    case declined(Declined)
    case expired(Expired)
    case accepted(Accepted)
    case waitingPartner(WaitingPartner)
    /// Nobody came in time.
    case unjoined(Unjoined)
    /// Somebody took the talk; the others are not told yet.
    case joined(Joined)
    case threeWay(Together)
    case left(Left)
    case followUpAgreed(FollowUpAgreed)
    case closed

    /// How long somebody of the other line has to come.
    static let partner = Duration.minutes(5)
    /// A hand-over may stand in the other queue a little longer: nobody is kept waiting, the talk goes on meanwhile.
    static let receiver = Duration.minutes(30)
    /// A third of whom nothing was seen for so long is gone: their line was cut, or their page is closed.
    static let unseen = Duration.minutes(3)
    /// How often it is remembered that a third was seen.
    static let looks = Duration.seconds(30)

    /// Who made an end of being with three.
    enum Leaver: String, Sendable, CaseIterable {
        /// The seeker went on without the third.
        case child
        /// The one who asked the third in.
        case helper
        /// The third.
        case partner
    }

    enum Step: Sendable, Hashable {
        case offer(by: PersonID, at: Instant)
        case accept(at: Instant)
        case decline
        case expire(at: Instant)
        case wait(kind: QueueKind, at: Instant)
        case timeOut(at: Instant)
        case join(PersonID)
        case tell
        /// `hasDropped`: without a word, by the end of a session.
        case leave(Leaver, hasDropped: Bool)
        case agree
        /// The seeker gave a name and wants a report: the third begins one.
        case report
        case close
    }

    /// A step that cannot follow this state.
    struct Impossible: Error, Hashable {
        let state: ThreeWay
        let step: Step
    }

    /// What is counted of it, for each two lines and week.
    enum Counted: String, Sendable, CaseIterable {
        case offered, accepted, declined, expired, joined
        /// The three were together, and it ended by somebody's choice.
        case completed
        case followUp = "follow-up"
        /// A report was begun, by the seeker's wish.
        case reported
    }

    func after(_ step: Step) throws(Impossible) -> ThreeWay {
        switch (self, step) {
        case (.solo(let it), .offer(let by, let at)): return .offered(it.offered(by: by, at: at))
        case (.offered(let it), .accept(let at)):
            if let next = it.accepted(at: at) { return .accepted(next) }
        case (.offered(let it), .decline): return .declined(it.declined())
        case (.offered(let it), .expire(let at)):
            if let next = it.expired(at: at) { return .expired(next) }
        case (.accepted(let it), .wait(let kind, let at)): return .waitingPartner(it.waiting(kind, from: at))
        case (.waitingPartner(let it), .timeOut(let at)):
            if let next = it.timedOut(at: at) { return .unjoined(next) }
        case (.waitingPartner(let it), .join(let person)): return .joined(it.joined(by: person))
        case (.waitingPartner(let it), .leave(.child, _)): return .left(it.withdrawn())
        case (.joined(let it), .tell): return .threeWay(it.told())
        case (.joined(let it), .leave(let who, let hasDropped)): return .left(it.told().left(who, hasDropped))
        case (.threeWay(let it), .leave(let who, let hasDropped)):
            let left = it.left(who, hasDropped)
            return it.hasFollowUp ? .followUpAgreed(left.agreed()) : .left(left)
        case (.threeWay(let it), .agree): return .threeWay(it.agreed())
        case (.threeWay(let it), .report): return .threeWay(it.reported())
        case (.left(let it), .agree): return .followUpAgreed(it.agreed())
        case (.unjoined(let it), .agree): return .followUpAgreed(it.agreed())
        case (.closed, .close): break
        case (.solo, .close), (.offered, .close), (.accepted, .close), (.waitingPartner, .close), (.joined, .close),
            (.threeWay, .close), (.left, .close), (.followUpAgreed, .close), (.declined, .close), (.expired, .close),
            (.unjoined, .close):
            return .closed
        default: break
        }
        throw Impossible(state: self, step: step)
    }

    /// What is counted when `step` is taken from here.
    func counted(_ step: Step) -> Counted? {
        switch (self, step) {
        case (.solo, .offer): .offered
        case (.offered, .accept): .accepted
        case (.offered, .decline): .declined
        case (.offered, .expire): .expired
        case (.waitingPartner, .join): .joined
        case (.threeWay, .close): .completed
        case (.threeWay, .leave(let who, let hasDropped)): hasDropped || who == .child ? nil : .completed
        case (.threeWay(let it), .agree): it.hasFollowUp ? nil : .followUp
        case (.threeWay(let it), .report): it.hasReport ? nil : .reported
        case (.left, .agree), (.unjoined, .agree): .followUp
        default: nil
        }
    }
}

// MARK: states

extension ThreeWay {
    struct Solo: Sendable, Hashable {
        func offered(by person: PersonID, at moment: Instant) -> Offered { Offered(by: person, at: moment) }
    }

    struct Offered: Sendable, Hashable {
        let by: PersonID
        let at: Instant

        /// From here on it is too late to answer.
        var expiresAt: Instant { at + TalkLimit.offer }
        /// Nil when it is too late.
        func accepted(at moment: Instant) -> Accepted? { moment < expiresAt ? Accepted() : nil }
        func declined() -> Declined { Declined() }
        /// Nil while there is still time.
        func expired(at moment: Instant) -> Expired? { moment < expiresAt ? nil : Expired() }
    }

    struct Declined: Sendable, Hashable {}
    struct Expired: Sendable, Hashable {}

    struct Accepted: Sendable, Hashable {
        func waiting(_ kind: QueueKind, from moment: Instant) -> WaitingPartner {
            WaitingPartner(until: moment + (kind == .invite ? ThreeWay.partner : ThreeWay.receiver))
        }
    }

    struct WaitingPartner: Sendable, Hashable {
        let until: Instant

        /// Nil while there is still time.
        func timedOut(at moment: Instant) -> Unjoined? { moment < until ? nil : Unjoined() }
        /// Who comes a moment too late, and is not refused yet, has come.
        func joined(by person: PersonID) -> Joined { Joined(partner: person) }
        /// The seeker thought better of it.
        func withdrawn() -> Left { Left(by: .child, hasDropped: false) }
    }

    struct Unjoined: Sendable, Hashable {
        func agreed() -> FollowUpAgreed { FollowUpAgreed() }
    }

    struct Joined: Sendable, Hashable {
        let partner: PersonID

        func told() -> Together { Together(partner: partner, hasFollowUp: false) }
    }

    struct Together: Sendable, Hashable {
        let partner: PersonID
        /// What comes after was agreed while they were still together.
        let hasFollowUp: Bool
        /// The seeker wanted a report and the third began one.
        var hasReport = false

        func agreed() -> Together { Together(partner: partner, hasFollowUp: true, hasReport: hasReport) }
        func reported() -> Together { Together(partner: partner, hasFollowUp: hasFollowUp, hasReport: true) }
        func left(_ who: Leaver, _ hasDropped: Bool) -> Left { Left(by: who, hasDropped: hasDropped) }
    }

    struct Left: Sendable, Hashable {
        let by: Leaver
        let hasDropped: Bool

        func agreed() -> FollowUpAgreed { FollowUpAgreed() }
    }

    struct FollowUpAgreed: Sendable, Hashable {}
}
