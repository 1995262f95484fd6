import Foundation
import Testing

/// The files of the project, as they lie on the disk.
enum Repository {
    /// Links are followed, so that the tests may be built from elsewhere.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What was built, fetched or measured, and is not kept.
    private static let passedOver: Set<String> = [".build", ".git", ".venv", "__pycache__", "results", "out"]

    /// The paths of all files below a folder, relative to the project, in order.
    static func files(_ folder: String = "", endingWith ending: String = "") throws -> [String] {
        let here = folder.isEmpty ? root : root.appending(path: folder)
        var found: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: here.path) where !passedOver.contains(name) {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder) else {
                continue
            }
            if isFolder.boolValue, !name.hasPrefix(".build") {
                found += try files(path, endingWith: ending)
            } else if name.hasSuffix(ending) {
                found.append(path)
            }
        }
        return found.sorted()
    }

    static func folders(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).filter { name in
            var isFolder: ObjCBool = false
            let path = root.appending(path: "\(folder)/\(name)").path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }.filter { !passedOver.contains($0) }.sorted()
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Every Swift file of `Sources`.
    static let sources: [SourceFile] = {
        let paths = (try? files("Sources", endingWith: ".swift")) ?? []
        return paths.compactMap { path in (try? text(path)).map { SourceFile(path, $0) } }
    }()
}

/// Fails with what was found and how to mend it.
func expectNone(_ found: [String], mend: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let list = found.joined(separator: "\n  ")
    #expect(found.isEmpty, "\(mend)\n  \(list)", sourceLocation: sourceLocation)
}
