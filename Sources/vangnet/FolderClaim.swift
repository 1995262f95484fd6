import Core
import Foundation

/// One server to a data folder: two that each think the data are theirs would lose words. The claim goes with the process,
/// however it ends.
struct FolderClaim {
    private let descriptor: Int32

    /// Throws a sentence when another server has the folder.
    init(_ folder: URL) throws {
        let path = folder.appending(path: "in-use").path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Outcome(.environment, "\(folder.path) cannot be written: choose another data folder.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Outcome(
                .environment, "Another Vangnet uses \(folder.path): stop it first, or choose another data folder.")
        }
    }

    func release() {
        close(descriptor)
    }
}
