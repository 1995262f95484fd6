import Core
import Database

/// A version with the remark it is of; nil for a row that cannot be read any more.
struct StoredRemarkVersion: Sendable {
    let remark: RemarkID
    let version: Remark.Version

    static let columns = """
        v.remark, v.kind, v.number, v.body, v.indicator, v.region, v.period, v.source, v.weight, v.addressee, v.subject,
        v.happened_on, v.answer, v.outcome, v.look_on, v.is_public, v.author, v.organisation, v.written_at
        """

    init?(_ row: ResultRow) throws {
        remark = try row.id(0)
        let text = try row.text(3)
        let region: RegionID? = try row.optionalID(5)
        let source = try row.optionalText(7) ?? ""
        let content: Remark.Content
        switch Remark.Kind(rawValue: try row.text(1)) {
        case .interpretation:
            guard let indicator: IndicatorID = try row.optionalID(4),
                let period = try row.optionalText(6).flatMap({ Period($0) })
            else { return nil }
            content = .interpretation(
                .init(
                    text: text, indicator: indicator, period: period, region: region, isPublic: try row.flag(15)))
        case .observation:
            guard let weight = try row.optionalText(8).flatMap(Remark.FieldObservation.Weight.init) else { return nil }
            content = .observation(
                .init(
                    text: text, source: source, weight: weight, region: region, indicator: try row.optionalID(4)))
        case .concern:
            content = .concern(.init(text: text, source: source, region: region))
        case .expectation:
            guard let lookAgain = try row.optionalDay(14) else { return nil }
            content = .expectation(
                .init(
                    text: text, indicator: try row.optionalID(4), region: region, lookAgain: lookAgain,
                    outcome: try row.optionalText(13), isPublic: try row.flag(15)))
        case .escalation:
            let state: Remark.Escalation.State
            if let answer = try row.optionalText(12) {
                state = .answered(answer)
            } else {
                guard let day = try row.optionalDay(14) else { return nil }
                state = .waiting(remindOn: day)
            }
            guard let on = try row.optionalDay(11) else { return nil }
            content = .escalation(
                .init(
                    to: try row.optionalText(9) ?? "", subject: try row.optionalText(10) ?? "", on: on, text: text,
                    state: state))
        case nil: return nil
        }
        version = Remark.Version(
            number: try row.integer(2), content: content,
            author: Author(name: try row.text(16), organisation: try row.id(17)), at: try row.instant(18))
    }
}

/// The newest version of each: what waits for somebody first, the longest waiting before the others; then the newest.
struct NewestRemarks: Query {
    /// Nil for every kind.
    let kind: Remark.Kind?
    let indicator: IndicatorID?
    let region: RegionID?
    let today: Day
    let limit: Int
    static let sql = """
        SELECT \(StoredRemarkVersion.columns) FROM remark_version v
        WHERE v.number = (SELECT MAX(x.number) FROM remark_version x WHERE x.remark = v.remark)
            AND (v.kind = $1 OR $1 = '') AND (v.indicator = $2 OR $2 = '') AND (v.region = $3 OR $3 = '')
        ORDER BY CASE WHEN v.outcome IS NULL AND v.answer IS NULL AND v.look_on <= $4 THEN v.look_on ELSE 10000000 END,
            v.written_at DESC, v.remark LIMIT $5
        """
    var arguments: [SQLValue] {
        [
            .text(kind?.rawValue ?? ""), .text(indicator?.text ?? ""), .text(region?.text ?? ""), SQLValue(today),
            SQLValue(limit),
        ]
    }
    static func row(_ row: ResultRow) throws -> StoredRemarkVersion? { try StoredRemarkVersion(row) }
}

/// Every version of one, oldest first.
struct RemarkVersions: Query {
    let id: RemarkID
    static let sql = "SELECT \(StoredRemarkVersion.columns) FROM remark_version v WHERE v.remark = $1 ORDER BY v.number"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> StoredRemarkVersion? { try StoredRemarkVersion(row) }
}

/// The public versions of those whose newest version is public, the latest written remark first.
struct PublicRemarkVersions: Query {
    /// Nil for all.
    let indicator: IndicatorID?
    /// Remarks, not versions.
    let limit: Int
    static let sql = """
        SELECT \(StoredRemarkVersion.columns) FROM remark_version v WHERE v.is_public = 1 AND v.remark IN (
            SELECT n.remark FROM remark_version n WHERE n.is_public = 1 AND (n.indicator = $1 OR $1 = '')
                AND n.number = (SELECT MAX(x.number) FROM remark_version x WHERE x.remark = n.remark)
            ORDER BY n.written_at DESC, n.remark LIMIT $2)
        ORDER BY (SELECT MAX(y.written_at) FROM remark_version y WHERE y.remark = v.remark) DESC, v.remark, v.number
        """
    var arguments: [SQLValue] { [.text(indicator?.text ?? ""), SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> StoredRemarkVersion? { try StoredRemarkVersion(row) }
}

/// Keeps others from changing it until the transaction is over.
struct LockedRemark: Query {
    let id: RemarkID
    static let sql = "SELECT id FROM remark WHERE id = $1 {for update}"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> RemarkID { try row.id(0) }
}

struct RemarksOfOrganisation: Query {
    let organisation: OrganisationID
    static let sql = "SELECT COUNT(*) FROM remark WHERE organisation = $1"
    var arguments: [SQLValue] { [SQLValue(organisation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct InsertRemark: Command {
    let id: RemarkID
    let first: Remark.Version
    static let sql = "INSERT INTO remark(id, kind, organisation, begun_at) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] {
        [SQLValue(id), .text(first.content.kind.rawValue), SQLValue(first.author.organisation), SQLValue(first.at)]
    }
}

struct InsertRemarkVersion: Command {
    let remark: RemarkID
    let version: Remark.Version
    static let sql = """
        INSERT INTO remark_version(remark, kind, number, body, indicator, region, period, source, weight, addressee, subject,
            happened_on, answer, outcome, look_on, is_public, author, organisation, written_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        """
    var arguments: [SQLValue] {
        let content = version.content
        var (period, source, weight, to, subject): (String?, String?, String?, String?, String?)
        var (on, answer, outcome, look): (Day?, String?, String?, Day?)
        switch content {
        case .interpretation(let one): period = one.period.description
        case .observation(let one): (source, weight) = (one.source, one.weight.rawValue)
        case .concern(let one): source = one.source
        case .expectation(let one): (outcome, look) = (one.outcome, one.lookAgain)
        case .escalation(let one):
            (to, subject, on) = (one.to, one.subject, one.on)
            switch one.state {
            case .answered(let text): answer = text
            case .waiting(let remindOn): look = remindOn
            }
        }
        return [
            SQLValue(remark), .text(content.kind.rawValue), .integer(version.number), .text(content.text),
            SQLValue(content.indicator?.text), SQLValue(content.region?.text), SQLValue(period), SQLValue(source),
            SQLValue(weight), SQLValue(to), SQLValue(subject), on.map { SQLValue($0) } ?? .null, SQLValue(answer),
            SQLValue(outcome), look.map { SQLValue($0) } ?? .null, .integer(content.isPublic ? 1 : 0),
            .text(version.author.name), SQLValue(version.author.organisation), SQLValue(version.at),
        ]
    }
}
