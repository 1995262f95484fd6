#include <zlib.h>
/* deflateInit2 is a macro, which Swift cannot call. 15 + 16 asks for a gzip header. */
static inline int vangnet_gzip_start(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
}
/* As above. A negative number of bits asks for no header at all. */
static inline int vangnet_inflate_start(z_streamp stream) {
    return inflateInit2(stream, -15);
}
