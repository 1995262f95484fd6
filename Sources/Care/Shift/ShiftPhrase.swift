import Site

/// The texts of one's own shift.
public enum ShiftPhrase: String, PhraseKey {
    case title = "shift.title"
    case heavy = "shift.heavy"
    case sincePause = "shift.sincePause"
    case noPause = "shift.noPause"
    case pause = "shift.pause"
    case pauseEnd = "shift.pauseEnd"
    case paused = "shift.paused"
    case resting = "shift.resting"
    case ready = "shift.ready"
    case lineTitle = "shift.lineTitle"
    case line = "shift.line"
    case lineExplained = "shift.lineExplained"
    case lineSave = "shift.lineSave"
    case markHeavy = "shift.markHeavy"
    case markHeavyExplained = "shift.markHeavyExplained"
    case coverage = "shift.coverage"
}
