package org.jernel.user.steer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import org.jernel.kernel.timeline.TimelineEvent;
import org.jernel.user.Machine;
import org.jernel.user.sh.Sh;
import org.jernel.user.timeline.TraceEventJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files of {@code trace --timeline} against the Trace Event Format as Perfetto's importer reads it: an object with {@code
 * traceEvents}, metadata before what it names, complete events whose times are plain decimals in order, and which nest on each
 * thread, since the importer drops what overlaps.
 */
@Timeout(60)
final class TraceEventFormatTest {

    /** An object of the file by its fields' texts; those of {@code args} have {@code args.} before their names. */
    private static List<Map<String, String>> events(String text) throws IOException {
        List<Map<String, String>> events = new ArrayList<>();
        JsonFactory factory = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try (JsonParser json = factory.createParser(text)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            String top = json.nextFieldName();
            while (!"traceEvents".equals(top)) {
                assertThat(json.nextToken().isScalarValue()).as(top).isTrue();
                top = json.nextFieldName();
            }
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                events.add(object(json, ""));
            }
            assertThat(json.nextToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(json.nextToken()).as("the end of the file").isNull();
        }
        return events;
    }

    private static Map<String, String> object(JsonParser json, String prefix) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                fields.putAll(object(json, name + "."));
            } else {
                fields.put(prefix + name, json.getText());
            }
        }
        assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
        return fields;
    }

    private static void assertIsTraceEventFormat(List<Map<String, String>> events) {
        Set<String> named = new HashSet<>();
        Map<String, Deque<BigDecimal>> open = new HashMap<>();
        BigDecimal last = BigDecimal.ZERO;
        for (Map<String, String> event : events) {
            assertThat(event).containsKeys("ph", "name", "pid", "tid");
            assertThat(event.get("name")).isNotBlank();
            assertThat(List.of(event.get("pid"), event.get("tid"))).allMatch(number -> number.matches("\\d+"));
            String thread = event.get("pid") + "/" + event.get("tid");
            if ("M".equals(event.get("ph"))) {
                assertThat(event.get("name")).isIn("process_name", "thread_name");
                assertThat(event.get("args.name")).isNotBlank();
                named.add(thread);
                continue;
            }
            assertThat(event.get("ph")).isEqualTo("X");
            assertThat(event.get("cat")).isIn("syscall", "function", "softirq");
            assertThat(named).as("named before %s", event).contains(thread);
            assertThat(List.of(event.get("ts"), event.get("dur"))).allMatch(time -> time.matches("\\d+\\.\\d{3}"));
            BigDecimal begins = new BigDecimal(event.get("ts"));
            BigDecimal ends = begins.add(new BigDecimal(event.get("dur")));
            assertThat(begins).isGreaterThanOrEqualTo(last);
            last = begins;
            Deque<BigDecimal> around = open.computeIfAbsent(thread, key -> new ArrayDeque<>());
            while (!around.isEmpty() && around.element().compareTo(begins) <= 0) {
                around.pop();
            }
            if (!around.isEmpty()) {
                assertThat(ends).as("the end of %s", event).isLessThanOrEqualTo(around.element());
            }
            around.push(ends);
            assertThat(event.keySet()).filteredOn(key -> key.startsWith("args.")).contains("args.ret");
        }
    }

    @Test
    void aRecordedSessionIsReadAsItWasMade() throws Exception {
        try (Machine machine = Machine.hermetic()) {
            machine.run(new Sh(), "sh", "-c",
                    "cd /tmp; trace all --timeline t sh -c 'replyhi & ping -c 1 127.0.0.1; hello; kill $!; ls / | wc -l'");
            List<String> text = new ArrayList<>();
            machine.run((libc, argv) -> text.add(String.valueOf(libc.readFile("/tmp/t"))) ? 0 : 1, "reader");
            List<Map<String, String>> events = events(text.getFirst());
            assertIsTraceEventFormat(events);
            assertThat(events).extracting(event -> event.get("name"))
                    .contains("sys_execve", "vfs_write", "sys_sendto", "icmp_rcv", "ip_local_out", "__dev_queue_xmit");
            assertThat(events).extracting(event -> event.get("args.name")).contains("ping", "hello", "ls", "wc");
        }
    }

    @Test
    void longTimesAndLargeNumbersAreWrittenOut() throws IOException {
        long year = 366L * 24 * 3600 * 1_000_000_000;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceEventJson.write(List.of(
                new TimelineEvent(1, "a \"quoted\\name\"", "syscall", "sys_read", year + 1, 7,
                        List.of(new TimelineEvent.Value("buf", 1L << 47), new TimelineEvent.Value("ret", -22)))),
                out);
        List<Map<String, String>> events = events(out.toString(StandardCharsets.UTF_8));
        assertIsTraceEventFormat(events);
        assertThat(events.getLast()).containsEntry("ts", "31622400000000.001").containsEntry("dur", "0.007")
                .containsEntry("args.buf", "140737488355328").containsEntry("args.ret", "-22");
        assertThat(events.getFirst()).containsEntry("args.name", "a \"quoted\\name\"");
    }
}
