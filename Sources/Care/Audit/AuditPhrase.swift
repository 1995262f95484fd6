import Site

/// The texts of the audit.
public enum AuditPhrase: String, PhraseKey {
    case title = "audit.title"
    case explained = "audit.explained"
    case none = "audit.none"
    case when = "audit.when"
    case who = "audit.who"
    case what = "audit.what"
    case line = "audit.line"
    case talk = "audit.talk"
    case earlier = "audit.earlier"
    case gone = "audit.gone"
    case unknown = "audit.unknown"
    case took = "audit.took"
    case lookedIn = "audit.lookedIn"
    case lookedAway = "audit.lookedAway"
    case whispered = "audit.whispered"
    case offered = "audit.offered"
    case invited = "audit.invited"
    case left = "audit.left"
    case closed = "audit.closed"
    case overruled = "audit.overruled"
    case marked = "audit.marked"
    case unmarked = "audit.unmarked"
    case capacity = "audit.capacity"
    case switched = "audit.switched"
    case calmed = "audit.calmed"
    case uncalmed = "audit.uncalmed"
}

extension AuditPhrase {
    /// How an act is said.
    init(_ act: AuditAct?) {
        self =
            switch act {
            case .took: .took
            case .lookedIn: .lookedIn
            case .lookedAway: .lookedAway
            case .whispered: .whispered
            case .offered: .offered
            case .invited: .invited
            case .left: .left
            case .closed: .closed
            case .overruled: .overruled
            case .marked: .marked
            case .unmarked: .unmarked
            case .capacity: .capacity
            case .switched: .switched
            case .calmed: .calmed
            case .uncalmed: .uncalmed
            case nil: .unknown
            }
    }
}
