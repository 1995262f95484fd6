import Foundation

extension String {
    /// What somebody typed, with line ends as `\n` and no blanks around it.
    public var tidied: String {
        replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
