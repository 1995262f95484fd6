/// Something that was asked and is not done, for a reason the asker can understand. Expected, typed, never logged.
///
/// `Site` maps each to a status and a phrase; nothing changed when one is thrown.
public enum Refusal: Error, Sendable, Hashable {
    /// The request cannot be read, or a field of it is wrong; the field's name when there is one.
    case malformed(field: String?)
    /// More characters than fit; `over` is how many too many, when that was counted.
    case tooLong(field: String, limit: Int, over: Int? = nil)
    case empty(field: String)
    /// The whole request is larger than we take, in bytes.
    case tooLarge(limit: Int)
    /// Nobody is signed in, or the token is not (or no longer) good.
    case notSignedIn
    /// Signed in, but this is not for this role.
    case notAllowed
    /// It is not there, or it is not for this person: the two look the same from outside.
    case notFound
    case wrongMethod
    case wrongContentType
    /// The talk is closed, gone or not in a state in which this can happen.
    case conversationClosed
    /// The seeker erased the talk: nothing of it is left. Told to the staff who were in it.
    case talkErased
    /// The talk goes on in another window: the seeker came back by code.
    case openElsewhere
    /// The line is closed now.
    case lineClosed(line: LineID)
    /// Somebody who works on this line may know who asks: another line fits, where that cannot be.
    case lineNearHome(line: LineID)
    /// The waiting room of the line is full.
    case queueFull(line: LineID)
    /// This counsellor has as many talks as one person can hold.
    case atCapacity
    /// What the line can still take is kept for urgent talks.
    case keptForUrgent
    /// This counsellor had a heavy talk a moment ago and has not said ready.
    case resting
    /// This counsellor has a pause.
    case paused
    /// A text of staff has a gap that was not filled in; the gap itself.
    case unfilled(String)
    /// The last day of a canned text is over.
    case outOfDate
    /// The last counsellor of a talk cannot leave it: hand over or close.
    case lastCounsellor
    /// Who was asked in does not end the talk of others: they leave it.
    case askedIn
    /// This supervisor does not look into the talk, or not any more.
    case notLookingIn
    /// Nobody is there who could hear a whisper.
    case nobodyHears
    /// The seeker used the exit: what is sent may be read by somebody else. To be confirmed.
    case seekerAway
    /// Name, password or one-time code is wrong.
    case wrongCredentials
    /// The return code opens nothing (wrong, used up, expired).
    case wrongCode
    /// Too many attempts; try again after so many seconds.
    case tooMany(retryAfterSeconds: Int)
    /// The store cannot be written now (disk full, database gone). Nothing was kept.
    case storeUnavailable
    /// A list has as many entries as can be kept in sight.
    case listFull(limit: Int)
    /// A text holds what is data about a person; it is not repeated.
    case aboutPerson(field: String)
    /// A text beside figures says how much violence there is, which no count can tell.
    case claimsViolence(field: String)
    /// Something with this name exists already, or was decided already.
    case conflict(String)
}
