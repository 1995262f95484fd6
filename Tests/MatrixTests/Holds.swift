import Foundation

extension String {
    /// Whether these bytes stand in it. By hand: with the string algorithms of the language the matrix takes twice as long.
    func holds(_ words: String) -> Bool {
        utf8.withContiguousStorageIfAvailable { here in
            words.utf8.withContiguousStorageIfAvailable { sought in here.holds(sought) } ?? contains(words)
        } ?? contains(words)
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func holds(_ sought: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let wanted = sought.baseAddress, let first = sought.first, var from = baseAddress else { return sought.isEmpty }
        let end = from + count
        while end - from >= sought.count, let found = memchr(from, Int32(first), end - from - sought.count + 1) {
            if memcmp(found, wanted, sought.count) == 0 { return true }
            from = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
        }
        return false
    }
}
