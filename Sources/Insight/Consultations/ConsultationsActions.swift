import Core
import Database
import Pack

/// What coordinators do together. An organisation that is not in a consultation is answered as if it were nowhere.
public struct ConsultationsActions: Sendable {
    let store: Store
    let pack: Pack
    let clock: Clock
    private let catalogue: Catalogue

    public init(store: Store, pack: Pack, clock: Clock) {
        (self.store, self.pack, self.clock) = (store, pack, clock)
        catalogue = Catalogue(pack)
    }

    /// On the clock of the country.
    var today: Day { catalogue.day(clock.now()) }

    // MARK: reading

    /// A consultation as one line of a list.
    struct Listed: Sendable {
        let consultation: Consultation
        let openMessages: Int
        let openActions: Int
    }

    /// A consultation with all that is agreed in it, without the texts of messages.
    struct Whole: Sendable {
        let consultation: Consultation
        /// Not talked about yet.
        let points: [AgendaPoint]
        let meetings: [Meeting]
        /// Meetings before this day are there too; nil when these were all.
        let earlier: Day?
        let actions: [AgreedAction]
        let done: [AgreedAction]
        let messages: [AgreedMessage]
    }

    struct Meeting: Sendable {
        let day: Day
        let minutes: [Minutes]
        let points: [AgendaPoint]
    }

    /// Ended ones are shown up to this many together with the others.
    static let mostListed = 200

    func list(for organisation: OrganisationID) async throws -> [Listed] {
        try await store.read { db in
            let parties = Dictionary(grouping: try db.all(PartiesOf(organisation: organisation)), by: \.consultation)
            return try db.all(ConsultationsOf(organisation: organisation, limit: Self.mostListed)).map { stored in
                Listed(
                    consultation: stored.with((parties[stored.id] ?? []).map(\.party)),
                    openMessages: stored.openMessages, openActions: stored.openActions)
            }
        }
    }

    /// Throws `notFound`.
    func whole(
        _ id: ConsultationID, before: Day? = nil, for organisation: OrganisationID
    ) async throws -> Whole {
        let before = before ?? Day(daysSince1970: 10_000_000)
        return try await store.read { db in
            let consultation = try Self.find(id, organisation, db)
            let minutes = try db.all(
                MinutesOf(consultation: id, before: before, limit: Consultation.meetingsShown + 1))
            var days: [Day] = []
            for entry in minutes where entry.heldOn != days.last { days.append(entry.heldOn) }
            let shown = days.prefix(Consultation.meetingsShown)
            let points = try db.all(
                AgendaPointsOf(consultation: id, from: shown.last ?? before, before: before))
            return Whole(
                consultation: consultation, points: points.filter { $0.discussedOn == nil },
                meetings: shown.map { day in
                    Meeting(
                        day: day, minutes: minutes.filter { $0.heldOn == day },
                        points: points.filter { $0.discussedOn == day })
                }, earlier: days.count > shown.count ? shown.last : nil,
                actions: try db.all(
                    ActionsOf(consultation: id, isDone: false, limit: Consultation.mostOpenActions)),
                done: try db.all(ActionsOf(consultation: id, isDone: true, limit: Consultation.mostDoneShown)),
                messages: try Self.messages(of: id, in: db))
        }
    }

    static func find(
        _ id: ConsultationID, _ organisation: OrganisationID, _ db: any Reading
    ) throws -> Consultation {
        guard let stored = try db.first(ConsultationOf(organisation: organisation, id: id)) else {
            throw Refusal.notFound
        }
        return stored.with(try db.all(PartiesOf(organisation: organisation, id: id)).map(\.party))
    }

    // MARK: how often

    /// Proposes to meet. Who proposes says yes by it.
    ///
    /// Throws `empty`, `tooLong`, `malformed` for `with` (none, too many, or an organisation that is not there), `frequency`
    /// and `next`; `listFull` when one of them has as many as one can keep up with.
    func propose(
        with others: [OrganisationID], frequency: String?, next: String?, by organisation: OrganisationID
    ) async throws -> Consultation {
        let today = today
        let others = Set(others).subtracting([organisation])
        guard !others.isEmpty else { throw Refusal.empty(field: "with") }
        guard others.count < Consultation.mostParties, others.allSatisfy({ pack.organisation($0) != nil }) else {
            throw Refusal.malformed(field: "with")
        }
        let plan = Consultation.Plan(
            number: 1, frequency: try Consultation.text(frequency, "frequency", limit: Consultation.frequencyLimit),
            by: organisation, on: today, next: try Consultation.comingDay(next, "next", today: today))
        let parties = others.union([organisation]).sorted().map { party in
            Consultation.Party(organisation: party, agreedPlan: party == organisation ? plan.number : 0)
        }
        let id = ConsultationID.random()
        try await store.write { db in
            for party in parties {
                try Consultation.allowOneMore(
                    than: try db.first(OpenConsultations(organisation: party.organisation)) ?? 0,
                    limit: Consultation.mostOfOne)
            }
            try db.run(InsertConsultation(id: id, plan: plan))
            for party in parties { try db.run(InsertParty(consultation: id, party: party)) }
        }
        return Consultation(id: id, plan: plan, parties: parties, end: nil)
    }

    /// Says yes to how often they meet. Throws `notFound`, and `conflict` when there is a newer proposal.
    func agree(
        to plan: Int64, of id: ConsultationID, by organisation: OrganisationID
    ) async throws {
        try await change(id, organisation) { consultation, _, db in
            guard consultation.plan.number == plan else { throw Refusal.conflict("plan") }
            try db.run(
                SetAgreedPlan(consultation: id, party: .init(organisation: organisation, agreedPlan: plan)))
        }
    }

    /// Sets the next meeting, and proposes how often when that is other than it was: then everybody is asked again.
    /// Throws `empty`, `tooLong`, `malformed`, `notFound`, `conflict`.
    func plan(
        frequency: String?, next: String?, of id: ConsultationID, by organisation: OrganisationID
    ) async throws {
        let frequency = try Consultation.text(frequency, "frequency", limit: Consultation.frequencyLimit)
        let next = try Consultation.comingDay(next, "next", today: today)
        try await change(id, organisation) { consultation, today, db in
            let old = consultation.plan
            let isOther = frequency != old.frequency
            let plan = Consultation.Plan(
                number: isOther ? old.number + 1 : old.number, frequency: frequency,
                by: isOther ? organisation : old.by,
                on: isOther ? today : old.on, next: next)
            try db.run(SetPlan(id: id, plan: plan))
            guard isOther else { return }
            try db.run(
                SetAgreedPlan(consultation: id, party: .init(organisation: organisation, agreedPlan: plan.number)))
        }
    }

    /// Any of them ends it; it stays to be read. Throws `notFound`, `conflict`.
    func end(_ id: ConsultationID, by organisation: OrganisationID) async throws {
        try await change(id, organisation) { _, today, db in
            try db.run(EndConsultation(id: id, end: .init(by: organisation, on: today)))
        }
    }

    // MARK: agenda, minutes, actions

    /// Throws `empty`, `tooLong`, `listFull`, `notFound`, `conflict`.
    func add(point text: String?, to id: ConsultationID, by organisation: OrganisationID) async throws -> AgendaPointID
    {
        let text = try Consultation.text(text, "text", limit: Consultation.pointLimit)
        return try await change(id, organisation) { _, today, db in
            try Consultation.allowOneMore(
                than: try db.first(OpenPoints(consultation: id)) ?? 0, limit: Consultation.mostPoints)
            let point = AgendaPoint(
                id: .random(), text: text, organisation: organisation, addedOn: today, discussedOn: nil)
            try db.run(InsertPoint(consultation: id, point: point))
            return point.id
        }
    }

    /// Writes down a meeting, or adds to what was written.
    ///
    /// - Parameter points: what was talked about; those that are not open points of this consultation are passed over.
    ///
    /// Throws `empty`, `tooLong`, `malformed`, `listFull`, `notFound`, `conflict`.
    func write(
        minutes text: String?, of day: String?, points: [AgendaPointID], in id: ConsultationID,
        by organisation: OrganisationID
    ) async throws -> MinutesID {
        let heldOn = try Consultation.pastDay(day, "date", today: today)
        let text = try Consultation.text(text, "text", limit: Consultation.minutesLimit)
        return try await change(id, organisation) { _, today, db in
            try Consultation.allowOneMore(
                than: try db.first(MinutesOnDay(consultation: id, day: heldOn)) ?? 0, limit: Consultation.mostMinutes)
            let minutes = Minutes(
                id: .random(), heldOn: heldOn, text: text, organisation: organisation, writtenOn: today)
            try db.run(InsertMinutes(consultation: id, minutes: minutes))
            for point in points.prefix(Consultation.mostPoints) {
                try db.run(DiscussPoint(consultation: id, id: point, on: heldOn))
            }
            return minutes.id
        }
    }

    /// Throws `empty`, `tooLong`, `malformed`, `listFull`, `notFound`, `conflict`.
    func add(
        action text: String?, for doer: OrganisationID?, due: String?, to id: ConsultationID,
        by organisation: OrganisationID
    ) async throws -> ActionID {
        let text = try Consultation.text(text, "text", limit: Consultation.actionLimit)
        guard let doer else { throw Refusal.empty(field: "organisation") }
        let due = try Consultation.comingDay(due, "due", today: today)
        return try await change(id, organisation) { consultation, today, db in
            guard consultation.organisations.contains(doer) else { throw Refusal.malformed(field: "organisation") }
            try Consultation.allowOneMore(
                than: try db.first(OpenActions(consultation: id)) ?? 0, limit: Consultation.mostOpenActions)
            let action = AgreedAction(
                id: .random(), text: text, organisation: doer, due: due, setBy: organisation, setOn: today, doneOn: nil)
            try db.run(InsertAction(consultation: id, action: action))
            return action.id
        }
    }

    /// Done, or not after all. Only who does it says so: others get `notAllowed`. Throws `notFound`, `conflict`.
    func set(
        _ action: ActionID, isDone: Bool, in id: ConsultationID, by organisation: OrganisationID
    ) async throws {
        try await change(id, organisation) { _, today, db in
            guard let doer = try db.first(DoerOf(consultation: id, action: action)) else { throw Refusal.notFound }
            guard doer == organisation else { throw Refusal.notAllowed }
            try db.run(SetActionDone(id: action, on: isDone ? today : nil))
        }
    }

    /// One transaction on a consultation that goes on, for one of those who are in it, while nobody else changes it.
    @discardableResult
    func change<T: Sendable>(
        _ id: ConsultationID, _ organisation: OrganisationID,
        _ body: @escaping @Sendable (Consultation, _ today: Day, any Writing) throws -> T
    ) async throws -> T {
        let today = today
        return try await store.write { db in
            _ = try Self.find(id, organisation, db)
            _ = try db.first(LockedConsultation(id: id))
            let consultation = try Self.find(id, organisation, db)
            guard consultation.end == nil else { throw Refusal.conflict("ended") }
            return try body(consultation, today, db)
        }
    }
}
