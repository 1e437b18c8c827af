package org.jernel.user.timeline;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.jernel.kernel.timeline.TimelineEvent;

/** Writes a timeline in the Trace Event Format: complete events, and a name for each process. */
public final class TraceEventJson {

    private static final int NANO_DIGITS = 3;

    private TraceEventJson() {}

    /** Writes all and leaves the stream open. */
    public static void write(List<TimelineEvent> events, OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("displayTimeUnit", "ns");
            json.writeArrayFieldStart("traceEvents");
            Map<Integer, String> names = new TreeMap<>();
            events.forEach(event -> names.put(event.pid(), event.comm()));
            for (Map.Entry<Integer, String> name : names.entrySet()) {
                writeName(json, "process_name", name.getKey(), name.getValue());
                writeName(json, "thread_name", name.getKey(), name.getValue());
            }
            List<TimelineEvent> ordered = events.stream()
                    .sorted(Comparator.comparingLong(TimelineEvent::startNanos)
                            .thenComparing(Comparator.comparingLong(TimelineEvent::nanos).reversed()))
                    .toList();
            for (TimelineEvent event : ordered) {
                writeEvent(json, event);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void writeName(JsonGenerator json, String kind, int pid, String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", "M");
        json.writeStringField("name", kind);
        json.writeNumberField("pid", pid);
        json.writeNumberField("tid", pid);
        json.writeObjectFieldStart("args");
        json.writeStringField("name", name);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Times are in microseconds, with three digits behind the point that keep the nanoseconds. */
    private static void writeEvent(JsonGenerator json, TimelineEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", "X");
        json.writeStringField("name", event.name());
        json.writeStringField("cat", event.category());
        json.writeNumberField("pid", event.pid());
        json.writeNumberField("tid", event.pid());
        writeMicros(json, "ts", event.startNanos());
        writeMicros(json, "dur", event.nanos());
        json.writeObjectFieldStart("args");
        for (TimelineEvent.Value value : event.values()) {
            json.writeNumberField(value.name(), value.value());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Never with an exponent, which Perfetto's reader takes for the number's end. */
    private static void writeMicros(JsonGenerator json, String field, long nanos) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(BigDecimal.valueOf(nanos, NANO_DIGITS).toPlainString());
    }
}
