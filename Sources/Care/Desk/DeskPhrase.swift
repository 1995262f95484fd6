import Site

/// The texts of the counsellor's work place.
public enum DeskPhrase: String, PhraseKey {
    case title = "desk.title"
    case name = "desk.name"
    case password = "desk.password"
    case signIn = "desk.signIn"
    case code = "desk.code"
    case codeExplained = "desk.codeExplained"
    case codeWrong = "desk.codeWrong"
    case codeLate = "desk.codeLate"
    case codeBack = "desk.codeBack"
    case signOut = "desk.signOut"
    case signedInAs = "desk.signedInAs"
    case queue = "desk.queue"
    case queueLine = "desk.queueLine"
    case queueNext = "desk.queueNext"
    case arrival = "desk.arrival"
    case languageOnly = "desk.languageOnly"
    case queueEmpty = "desk.queueEmpty"
    case next = "desk.next"
    case nobodyWaits = "desk.nobodyWaits"
    case myTalks = "desk.myTalks"
    case noTalks = "desk.noTalks"
    case choose = "desk.choose"
    case chooseExplained = "desk.chooseExplained"
    case log = "desk.log"
    case stateWaiting = "desk.stateWaiting"
    case stateOpen = "desk.stateOpen"
    case stateAway = "desk.stateAway"
    case stateClosed = "desk.stateClosed"
    case clockSeeker = "desk.clockSeeker"
    case clockOwn = "desk.clockOwn"
    case clockTotal = "desk.clockTotal"
    case clockThree = "desk.clockThree"
    case clockSix = "desk.clockSix"
    case record = "desk.record"
    case recordExplained = "desk.recordExplained"
    case close = "desk.close"
    case handover = "desk.handover"
    case invite = "desk.invite"
    case pass = "desk.pass"
    case toLine = "desk.toLine"
    case share = "desk.share"
    case shareHistory = "desk.shareHistory"
    case shareSummary = "desk.shareSummary"
    case shareFromNow = "desk.shareFromNow"
    case summary = "desk.summary"
    case leave = "desk.leave"
    case seen = "desk.seen"
    case chooseOption = "desk.chooseOption"
    case noTalkRole = "desk.noTalkRole"
    case closedDone = "desk.closedDone"
    case refresh = "desk.refresh"
    case connectionLost = "desk.connectionLost"
    case connectionTitle = "desk.connectionTitle"
    case panes = "desk.panes"
    case toBeside = "desk.toBeside"
    case sendsTo = "desk.sendsTo"
    case keepDraft = "desk.keepDraft"
    case talkNames = "desk.talkNames"
    case erased = "desk.erased"
    case noLonger = "desk.noLonger"
    case toDesk = "desk.toDesk"
    case otherRole = "desk.otherRole"
    case toFigures = "desk.toFigures"
}

/// How a talk stands, for the counsellor.
enum DeskSentence {
    static func state(_ glimpse: Glimpse, _ say: Speech) -> String {
        switch glimpse.state {
        case "waiting": say(DeskPhrase.stateWaiting)
        case "away": say(DeskPhrase.stateAway)
        case "closed": say(DeskPhrase.stateClosed)
        default: say(DeskPhrase.stateOpen)
        }
    }
}
