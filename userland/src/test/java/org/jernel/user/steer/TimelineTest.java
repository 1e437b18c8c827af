package org.jernel.user.steer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.inject.InjectException;
import org.jernel.kernel.timeline.Timeline;
import org.jernel.kernel.timeline.TimelineEvent;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.user.Machine;
import org.jernel.user.bin.Trace;
import org.jernel.user.libc.Libc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;

/** Timelines: what they hold, that calls nest in them, and the files made of them. */
@Timeout(60)
final class TimelineTest {

    private final Machine machine = Machine.boot(KernelConfig.hermetic());

    private static int sendDatagram(Libc libc) {
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        assertThat(libc.bind(fd, SockAddrIn.of("127.0.0.1", 0))).isZero();
        return libc.sendto(fd, new byte[7], 0, libc.getsockname(fd)) == 7 ? 0 : 1;
    }

    /** No event begins in another of its thread and ends outside of it. */
    private static void assertNested(List<TimelineEvent> events) {
        Map<Integer, Deque<TimelineEvent>> open = new HashMap<>();
        List<TimelineEvent> ordered = new ArrayList<>(events);
        ordered.sort((a, b) -> a.startNanos() != b.startNanos()
                ? Long.compare(a.startNanos(), b.startNanos())
                : Long.compare(b.nanos(), a.nanos()));
        for (TimelineEvent event : ordered) {
            Deque<TimelineEvent> around = open.computeIfAbsent(event.pid(), pid -> new ArrayDeque<>());
            while (!around.isEmpty() && end(around.element()) < event.startNanos()) {
                around.pop();
            }
            if (!around.isEmpty()) {
                assertThat(end(event)).as("%s in %s", event, around.element())
                        .isLessThanOrEqualTo(end(around.element()));
            }
            around.push(event);
        }
    }

    private static long end(TimelineEvent event) {
        return event.startNanos() + event.nanos();
    }

    @Test
    void oneCallIsShownDownToTheDeviceAndUpAgainToTheSocket() throws InterruptedException {
        try (machine) {
            Timeline timeline = Timeline.start(machine.kernel(), "sendto");
            assertThat(machine.run((libc, argv) -> sendDatagram(libc), "sender")).isZero();
            assertThat(timeline.events()).extracting(event -> event.category() + " " + event.name()).containsExactly(
                    "function security_socket_sendmsg", "function __dev_queue_xmit", "function ip_local_out",
                    "softirq udp_rcv", "softirq ip_rcv",
                    "function udp_sendmsg", "function inet_sendmsg", "function sock_sendmsg", "syscall sys_sendto");
            assertThat(timeline.events().getLast().values())
                    .contains(new TimelineEvent.Value("len", 7), new TimelineEvent.Value("ret", 7));
            assertNested(timeline.events());
            timeline.close();
            assertThat(machine.kernel().probes().isOff()).isTrue();
        }
    }

    @Test
    void allCallsOfManyTasksNest() throws InterruptedException {
        try (machine; Timeline timeline = Timeline.start(machine.kernel(), "all")) {
            machine.start((libc, argv) -> sendDatagram(libc), "one");
            machine.run((libc, argv) -> sendDatagram(libc), "other");
            assertNested(timeline.events());
            assertThat(timeline.lost()).isZero();
        }
    }

    @Test
    void aSetThatIsNoneIsRefused() {
        try (machine) {
            assertThatThrownBy(() -> Timeline.start(machine.kernel(), "nosuch"))
                    .isInstanceOf(InjectException.class).hasMessageContaining("'nosuch' is no system call");
            assertThat(machine.kernel().probes().isOff()).isTrue();
        }
    }

    @Test
    void theProgramWritesAFileThatParses() throws InterruptedException, IOException {
        try (machine) {
            assertThat(machine.run(new Trace(), "trace", "%file", "--timeline", "/tmp/t.json", "/bin/ls", "/"))
                    .as(machine.terminal().screen()).isZero();
            Map<String, Integer> phases = new HashMap<>();
            List<String> names = new ArrayList<>();
            try (JsonParser json = new JsonFactory().createParser(read("/tmp/t.json"))) {
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token == JsonToken.VALUE_STRING && "ph".equals(json.currentName())) {
                        phases.merge(json.getText(), 1, Integer::sum);
                    } else if (token == JsonToken.VALUE_STRING && "name".equals(json.currentName())) {
                        names.add(json.getText());
                    }
                }
            }
            assertThat(phases).containsOnlyKeys("M", "X");
            assertThat(names).contains("process_name", "thread_name", "ls", "sys_open");
        }
    }

    private String read(String path) throws InterruptedException {
        List<String> text = new ArrayList<>();
        machine.run((libc, argv) -> text.add(String.valueOf(libc.readFile(path))) ? 0 : 1, "reader");
        return text.getFirst();
    }
}
