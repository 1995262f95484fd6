import Core
import Database

extension ResultRow {
    /// From whole days since 1970.
    func day(_ column: Int) throws -> Day { Day(daysSince1970: Int(try integer(column))) }
    func optionalDay(_ column: Int) throws -> Day? {
        try optionalInteger(column).map { Day(daysSince1970: Int($0)) }
    }
}

extension SQLValue {
    init(_ day: Day) { self = .integer(Int64(day.daysSince1970)) }
}

/// A consultation of an organisation, with what waits for it there; the parties are read beside it.
struct StoredConsultation: Sendable {
    let id: ConsultationID
    let plan: Consultation.Plan
    let end: Consultation.End?
    /// Newest versions of messages that the organisation has not said yes to.
    let openMessages: Int
    /// Actions of the organisation that are not done.
    let openActions: Int

    static let columns = """
        c.id, c.frequency, c.plan, c.planned_by, c.planned_on, c.next_on, c.ended_by, c.ended_on,
        (SELECT COUNT(*) FROM consultation_message m WHERE m.consultation = c.id AND NOT EXISTS (
            SELECT 1 FROM consultation_yes y WHERE y.message = m.id AND y.organisation = $1 AND y.number = (
                SELECT MAX(v.number) FROM consultation_version v WHERE v.message = m.id))),
        (SELECT COUNT(*) FROM consultation_action a WHERE a.consultation = c.id AND a.organisation = $1
            AND a.done_on IS NULL)
        """

    init(_ row: ResultRow) throws {
        id = try row.id(0)
        plan = Consultation.Plan(
            number: try row.integer(2), frequency: try row.text(1), by: try row.id(3), on: try row.day(4),
            next: try row.day(5))
        end =
            if let by = try row.optionalText(6), let on = try row.optionalDay(7) {
                Consultation.End(by: OrganisationID(trusted: by), on: on)
            } else { nil }
        openMessages = Int(try row.integer(8))
        openActions = Int(try row.integer(9))
    }

    func with(_ parties: [Consultation.Party]) -> Consultation {
        Consultation(id: id, plan: plan, parties: parties, end: end)
    }
}

/// Those that go on first, then the newest that ended.
struct ConsultationsOf: Query {
    let organisation: OrganisationID
    let limit: Int
    static let sql = """
        SELECT \(StoredConsultation.columns) FROM consultation c
        JOIN consultation_party p ON p.consultation = c.id AND p.organisation = $1
        ORDER BY COALESCE(c.ended_on, 10000000) DESC, c.next_on, c.id LIMIT $2
        """
    var arguments: [SQLValue] { [SQLValue(organisation), SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> StoredConsultation { try StoredConsultation(row) }
}

/// Nil when it is not there, or not for this organisation.
struct ConsultationOf: Query {
    let organisation: OrganisationID
    let id: ConsultationID
    static let sql = """
        SELECT \(StoredConsultation.columns) FROM consultation c
        JOIN consultation_party p ON p.consultation = c.id AND p.organisation = $1 WHERE c.id = $2
        """
    var arguments: [SQLValue] { [SQLValue(organisation), SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> StoredConsultation { try StoredConsultation(row) }
}

/// Everybody in the consultations of an organisation, or in one of them.
struct PartiesOf: Query {
    let organisation: OrganisationID
    /// Nil for all.
    var id: ConsultationID?
    static let sql = """
        SELECT q.consultation, q.organisation, q.agreed_plan FROM consultation_party p
        JOIN consultation_party q ON q.consultation = p.consultation
        WHERE p.organisation = $1 AND (p.consultation = $2 OR $2 = '') ORDER BY q.consultation, q.organisation
        """
    var arguments: [SQLValue] { [SQLValue(organisation), .text(id?.text ?? "")] }
    static func row(_ row: ResultRow) throws -> (consultation: ConsultationID, party: Consultation.Party) {
        (try row.id(0), Consultation.Party(organisation: try row.id(1), agreedPlan: try row.integer(2)))
    }
}

/// Keeps others from changing it until the transaction is over.
struct LockedConsultation: Query {
    let id: ConsultationID
    static let sql = "SELECT id FROM consultation WHERE id = $1 {for update}"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> ConsultationID { try row.id(0) }
}

/// How many consultations of an organisation go on.
struct OpenConsultations: Query {
    let organisation: OrganisationID
    static let sql = """
        SELECT COUNT(*) FROM consultation_party p JOIN consultation c ON c.id = p.consultation
        WHERE p.organisation = $1 AND c.ended_on IS NULL
        """
    var arguments: [SQLValue] { [SQLValue(organisation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct InsertConsultation: Command {
    let id: ConsultationID
    let plan: Consultation.Plan
    static let sql = """
        INSERT INTO consultation(id, frequency, plan, planned_by, planned_on, next_on) VALUES ($1, $2, $3, $4, $5, $6)
        """
    var arguments: [SQLValue] {
        [
            SQLValue(id), .text(plan.frequency), .integer(plan.number), SQLValue(plan.by), SQLValue(plan.on),
            SQLValue(plan.next),
        ]
    }
}

struct InsertParty: Command {
    let consultation: ConsultationID
    let party: Consultation.Party
    static let sql = "INSERT INTO consultation_party(consultation, organisation, agreed_plan) VALUES ($1, $2, $3)"
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(party.organisation), .integer(party.agreedPlan)] }
}

struct SetPlan: Command {
    let id: ConsultationID
    let plan: Consultation.Plan
    static let sql = """
        UPDATE consultation SET frequency = $2, plan = $3, planned_by = $4, planned_on = $5, next_on = $6 WHERE id = $1
        """
    var arguments: [SQLValue] {
        [
            SQLValue(id), .text(plan.frequency), .integer(plan.number), SQLValue(plan.by), SQLValue(plan.on),
            SQLValue(plan.next),
        ]
    }
}

struct SetAgreedPlan: Command {
    let consultation: ConsultationID
    let party: Consultation.Party
    static let sql = """
        UPDATE consultation_party SET agreed_plan = $3 WHERE consultation = $1 AND organisation = $2
        """
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(party.organisation), .integer(party.agreedPlan)] }
}

struct EndConsultation: Command {
    let id: ConsultationID
    let end: Consultation.End
    static let sql = "UPDATE consultation SET ended_by = $2, ended_on = $3 WHERE id = $1"
    var arguments: [SQLValue] { [SQLValue(id), SQLValue(end.by), SQLValue(end.on)] }
}

// MARK: agenda

/// Those that were not talked about yet, and those of the meetings from one day to before another.
struct AgendaPointsOf: Query {
    let consultation: ConsultationID
    let from: Day
    let before: Day
    static let sql = """
        SELECT id, body, organisation, added_on, discussed_on FROM consultation_point WHERE consultation = $1
            AND (discussed_on IS NULL OR (discussed_on >= $2 AND discussed_on < $3)) ORDER BY number
        """
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(from), SQLValue(before)] }
    static func row(_ row: ResultRow) throws -> AgendaPoint {
        AgendaPoint(
            id: try row.id(0), text: try row.text(1), organisation: try row.id(2), addedOn: try row.day(3),
            discussedOn: try row.optionalDay(4))
    }
}

struct OpenPoints: Query {
    let consultation: ConsultationID
    static let sql = "SELECT COUNT(*) FROM consultation_point WHERE consultation = $1 AND discussed_on IS NULL"
    var arguments: [SQLValue] { [SQLValue(consultation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct InsertPoint: Command {
    let consultation: ConsultationID
    let point: AgendaPoint
    static let sql = """
        INSERT INTO consultation_point(id, consultation, number, body, organisation, added_on)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(MAX(p.number), 0) + 1, CAST($3 AS TEXT), CAST($4 AS TEXT),
            CAST($5 AS BIGINT)
        FROM consultation_point p WHERE p.consultation = $2
        """
    var arguments: [SQLValue] {
        [
            SQLValue(point.id), SQLValue(consultation), .text(point.text), SQLValue(point.organisation),
            SQLValue(point.addedOn),
        ]
    }
}

struct DiscussPoint: Command {
    let consultation: ConsultationID
    let id: AgendaPointID
    let on: Day
    static let sql = """
        UPDATE consultation_point SET discussed_on = $3 WHERE consultation = $1 AND id = $2 AND discussed_on IS NULL
        """
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(id), SQLValue(on)] }
}

// MARK: minutes

/// Of the latest meetings before a day, the latest meeting first.
struct MinutesOf: Query {
    let consultation: ConsultationID
    let before: Day
    /// Meetings, not entries.
    let limit: Int
    static let sql = """
        SELECT id, held_on, body, organisation, written_on FROM consultation_minutes
        WHERE consultation = $1 AND held_on IN (
            SELECT DISTINCT m.held_on FROM consultation_minutes m WHERE m.consultation = $1 AND m.held_on < $2
            ORDER BY m.held_on DESC LIMIT $3)
        ORDER BY held_on DESC, number
        """
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(before), SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> Minutes {
        Minutes(
            id: try row.id(0), heldOn: try row.day(1), text: try row.text(2), organisation: try row.id(3),
            writtenOn: try row.day(4))
    }
}

struct MinutesOnDay: Query {
    let consultation: ConsultationID
    let day: Day
    static let sql = "SELECT COUNT(*) FROM consultation_minutes WHERE consultation = $1 AND held_on = $2"
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(day)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct InsertMinutes: Command {
    let consultation: ConsultationID
    let minutes: Minutes
    static let sql = """
        INSERT INTO consultation_minutes(id, consultation, number, held_on, body, organisation, written_on)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(MAX(m.number), 0) + 1, CAST($3 AS BIGINT),
            CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS BIGINT)
        FROM consultation_minutes m WHERE m.consultation = $2
        """
    var arguments: [SQLValue] {
        [
            SQLValue(minutes.id), SQLValue(consultation), SQLValue(minutes.heldOn), .text(minutes.text),
            SQLValue(minutes.organisation), SQLValue(minutes.writtenOn),
        ]
    }
}

// MARK: actions

/// Those that are not done, the first due first; or the latest that are.
struct ActionsOf: Query {
    let consultation: ConsultationID
    let isDone: Bool
    let limit: Int
    static let sql = """
        SELECT id, body, organisation, due_on, set_by, set_on, done_on FROM consultation_action
        WHERE consultation = $1 AND CASE WHEN done_on IS NULL THEN 0 ELSE 1 END = $2
        ORDER BY COALESCE(done_on, 0) DESC, due_on, number LIMIT $3
        """
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(isDone), SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> AgreedAction {
        AgreedAction(
            id: try row.id(0), text: try row.text(1), organisation: try row.id(2), due: try row.day(3),
            setBy: try row.id(4), setOn: try row.day(5), doneOn: try row.optionalDay(6))
    }
}

/// Which organisation does it; nil when it is not of this consultation.
struct DoerOf: Query {
    let consultation: ConsultationID
    let action: ActionID
    static let sql = "SELECT organisation FROM consultation_action WHERE consultation = $1 AND id = $2"
    var arguments: [SQLValue] { [SQLValue(consultation), SQLValue(action)] }
    static func row(_ row: ResultRow) throws -> OrganisationID { try row.id(0) }
}

struct OpenActions: Query {
    let consultation: ConsultationID
    static let sql = "SELECT COUNT(*) FROM consultation_action WHERE consultation = $1 AND done_on IS NULL"
    var arguments: [SQLValue] { [SQLValue(consultation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct InsertAction: Command {
    let consultation: ConsultationID
    let action: AgreedAction
    static let sql = """
        INSERT INTO consultation_action(id, consultation, number, body, organisation, due_on, set_by, set_on)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(MAX(a.number), 0) + 1, CAST($3 AS TEXT), CAST($4 AS TEXT),
            CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($7 AS BIGINT)
        FROM consultation_action a WHERE a.consultation = $2
        """
    var arguments: [SQLValue] {
        [
            SQLValue(action.id), SQLValue(consultation), .text(action.text), SQLValue(action.organisation),
            SQLValue(action.due), SQLValue(action.setBy), SQLValue(action.setOn),
        ]
    }
}

struct SetActionDone: Command {
    let id: ActionID
    /// Nil for not done after all.
    let on: Day?
    static let sql = "UPDATE consultation_action SET done_on = $2 WHERE id = $1"
    var arguments: [SQLValue] { [SQLValue(id), on.map { SQLValue($0) } ?? .null] }
}
