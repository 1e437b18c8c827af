package org.jernel.test.trace;

import java.nio.file.Path;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.test.junit.JernelTest;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** System calls in a JFR recording. */
@JernelTest
final class JfrTest {

    private static final String SYSCALL = "org.jernel.Syscall";

    @Test
    void recordsCalls(Libc libc, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("calls.jfr");
        try (var recording = new Recording()) {
            recording.enable(SYSCALL);
            recording.start();
            libc.connect(77, SockAddrIn.of("127.0.0.1", 1));
            recording.stop();
            libc.getppid();
            recording.dump(file);
        }
        var calls = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(SYSCALL))
                .filter(event -> event.getInt("pid") == libc.getpid() && "test".equals(event.getString("task")))
                .toList();
        RecordedEvent connect =
                calls.stream().filter(event -> "connect".equals(event.getString("name"))).findFirst().orElseThrow();
        assertThat(connect.getLong("nr")).isEqualTo(42);
        assertThat(connect.getLong("result")).isEqualTo(-9);
        assertThat(connect.getString("arguments")).startsWith("fd: 0x4d, uservaddr: 0x").endsWith(", addrlen: 0x10");
        assertThat(connect.getDuration()).isPositive();
        assertThat(connect.getEventType().getCategoryNames()).containsExactly("Jernel");
        assertThat(calls).extracting(event -> event.getString("name")).doesNotContain("getppid");
    }
}
