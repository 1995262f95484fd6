/// Why a window shows a talk no longer.
enum TalkGone: String, Encodable, Sendable {
    /// The seeker erased it, or its time was over.
    case erased
    /// The seeker came back by code, in another window.
    case elsewhere
    /// The talk is there, and this reader is no longer in it.
    case left
}
