/// What a listener of a talk is told beside the number of a new message (1 and up) and 0, when anything may have changed.
public enum Hint {
    /// Nothing changed but what stands beside the messages: the place of who waits.
    public static let aside: Int64 = -1
}
