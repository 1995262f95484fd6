import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Makes a PNG of a drawing, with librsvg and cairo when this machine has them.
///
/// They are looked up while the program runs and are not needed to build or to start it: without them there is no PNG, and nothing
/// else is missing. Only drawings of our own go in, so nothing that somebody wrote is read by them.
public struct SVGPicture: Sendable {
    private typealias NewHandle =
        @convention(c) (UnsafePointer<UInt8>, UInt, UnsafeMutableRawPointer?) -> OpaquePointer?
    private typealias Render =
        @convention(c) (OpaquePointer, OpaquePointer, UnsafePointer<Double>, UnsafeMutableRawPointer?) -> Int32
    private typealias Release = @convention(c) (OpaquePointer) -> Void
    private typealias NewSurface = @convention(c) (Int32, Int32, Int32) -> OpaquePointer?
    private typealias NewContext = @convention(c) (OpaquePointer) -> OpaquePointer?
    private typealias Sink = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32) -> Int32
    private typealias Write = @convention(c) (OpaquePointer, Sink, UnsafeMutableRawPointer?) -> Int32

    private let newHandle: NewHandle
    private let render: Render
    private let release: Release
    private let newSurface: NewSurface
    private let newContext: NewContext
    private let write: Write
    private let endContext: Release
    private let endSurface: Release

    /// Nil where the libraries are not there.
    public static let here = SVGPicture()

    /// The largest width and height, in points.
    static let largest = 4_000

    private init?() {
        guard let rsvg = dlopen("librsvg-2.so.2", RTLD_NOW), let cairo = dlopen("libcairo.so.2", RTLD_NOW),
            let object = dlopen("libgobject-2.0.so.0", RTLD_NOW),
            let newHandle = dlsym(rsvg, "rsvg_handle_new_from_data"),
            let render = dlsym(rsvg, "rsvg_handle_render_document"), let release = dlsym(object, "g_object_unref"),
            let newSurface = dlsym(cairo, "cairo_image_surface_create"),
            let newContext = dlsym(cairo, "cairo_create"),
            let write = dlsym(cairo, "cairo_surface_write_to_png_stream"),
            let endContext = dlsym(cairo, "cairo_destroy"), let endSurface = dlsym(cairo, "cairo_surface_destroy")
        else { return nil }
        // The types are those of the headers of librsvg 2.46 and cairo 1.2, which do not change within their .so numbers.
        self.newHandle = unsafeBitCast(newHandle, to: NewHandle.self)
        self.render = unsafeBitCast(render, to: Render.self)
        self.release = unsafeBitCast(release, to: Release.self)
        self.newSurface = unsafeBitCast(newSurface, to: NewSurface.self)
        self.newContext = unsafeBitCast(newContext, to: NewContext.self)
        self.write = unsafeBitCast(write, to: Write.self)
        self.endContext = unsafeBitCast(endContext, to: Release.self)
        self.endSurface = unsafeBitCast(endSurface, to: Release.self)
    }

    /// Nil when the drawing cannot be read or is too large.
    public func png(_ svg: HTML, width: Int, height: Int) -> [UInt8]? {
        guard (1...Self.largest).contains(width), (1...Self.largest).contains(height),
            let handle = svg.bytes.withUnsafeBufferPointer({ bytes in
                bytes.baseAddress.flatMap { newHandle($0, UInt(bytes.count), nil) }
            })
        else { return nil }
        defer { release(handle) }
        // 0 is CAIRO_FORMAT_ARGB32.
        guard let surface = newSurface(0, Int32(width), Int32(height)) else { return nil }
        defer { endSurface(surface) }
        guard let context = newContext(surface) else { return nil }
        defer { endContext(context) }
        guard render(handle, context, [0, 0, Double(width), Double(height)], nil) != 0 else { return nil }
        var png = Data()
        let status = withUnsafeMutablePointer(to: &png) { pointer in
            write(
                surface,
                { closure, bytes, count in
                    guard let closure, let bytes else { return 1 }
                    closure.assumingMemoryBound(to: Data.self).pointee.append(bytes, count: Int(count))
                    return 0
                }, pointer)
        }
        return status == 0 && !png.isEmpty ? Array(png) : nil
    }
}
