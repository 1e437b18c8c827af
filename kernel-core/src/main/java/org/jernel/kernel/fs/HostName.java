package org.jernel.kernel.fs;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * The names of a {@link HostFs} as the host's paths and as the kernel's names, both with any bytes. Between them stands a URI,
 * which has the bytes of a path as they are, where a path of a string has only those that the JVM's encoding knows.
 */
final class HostName {

    private static final Path ROOT = Path.of("/");
    private static final int HEXADECIMAL = 16;
    private static final int ESCAPED = 2;

    private HostName() {}

    /** The path that one name is. */
    static Path path(String name) {
        StringBuilder uri = new StringBuilder("file:///");
        for (byte each : FileName.bytes(name)) {
            uri.append("%%%02X".formatted(each));
        }
        return ROOT.relativize(Path.of(URI.create(uri.toString())));
    }

    /** The bytes of a path, as the kernel has them. */
    static String name(Path path) {
        String uri = ROOT.resolve(path).toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < uri.length(); at++) {
            if (uri.charAt(at) == '%') {
                bytes.write(Integer.parseInt(uri, at + 1, at + 1 + ESCAPED, HEXADECIMAL));
                at += ESCAPED;
            } else {
                bytes.write(uri.charAt(at));
            }
        }
        String absolute = FileName.of(bytes.toByteArray(), 0, bytes.size());
        // A slash stands behind what the host happens to have as a directory.
        String whole = absolute.length() > 1 && absolute.endsWith("/")
                ? absolute.substring(0, absolute.length() - 1)
                : absolute;
        return path.isAbsolute() ? whole : whole.substring(1);
    }
}
