package org.jernel.kernel.trace;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.fs.Dentry;
import org.jernel.kernel.fs.Iattr;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.InodeOperations;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoFileSystem;
import org.jernel.kernel.fs.TextFile;
import org.jernel.kernel.fs.Vfs;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** The files of {@code /sys/kernel/tracing}. Modelled on {@code kernel/trace/trace.c} and {@code trace_events.c}. */
final class Tracefs {

    private static final long TRACEFS_MAGIC = 0x74726163;
    private static final int READ = 0440;
    private static final int READ_WRITE = 0640;
    private static final int WRITE = 0220;
    private static final int DIRECTORY = 0750;

    /** {@code TRACEFS_DEFAULT_MODE}. */
    private static final int ROOT_MODE = 0700;

    private static final int MAX_KIB = 1 << 20;

    private final PseudoFileSystem files;
    private final TraceArray array;
    private final TraceEvents events;

    Tracefs(Vfs vfs, TraceArray array, TraceEvents events) {
        this.files = new PseudoFileSystem(vfs, "tracefs", TRACEFS_MAGIC, ROOT_MODE);
        this.array = array;
        this.events = events;
        Dentry root = files.root();
        emptied(root, "trace", READ_WRITE, TextFile.ofBytes(array.buffer()::text, text -> 0), array.buffer()::clear);
        files.create(root, "trace_pipe", READ, new TracePipe(array));
        files.create(root, "trace_marker", WRITE, TextFile.ofBytes(() -> "", array::mark));
        files.create(root, "tracing_on", READ_WRITE, bool(array::isTracingOn, array::setTracingOn));
        files.create(root, "buffer_size_kb", READ_WRITE, new TextFile(() -> array.buffer().kib() + "\n", this::resize));
        files.create(root, "buffer_total_size_kb", READ, shown(() -> array.buffer().kib() + "\n"));
        files.create(root, "available_tracers", READ, shown(() -> "nop\n"));
        files.create(root, "current_tracer", READ_WRITE, new TextFile(() -> "nop\n", text -> only("nop", text)));
        files.create(root, "trace_clock", READ_WRITE, new TextFile(() -> "[local]\n", text -> only("local", text)));
        files.create(root, "available_events", READ, shown(() -> list(events.all())));
        emptied(root, "set_event", READ_WRITE,
                new TextFile(() -> list(events.all().filter(events::isEnabled)), this::setEvents), this::disableAll);
        Dentry all = files.mkdir(root, "events", DIRECTORY);
        files.create(all, "enable", READ_WRITE, switches(events::all));
        for (String system : List.of(TraceEvents.SYSCALLS, TraceEvents.RAW_SYSCALLS)) {
            Dentry directory = files.mkdir(all, system, DIRECTORY, new SystemDirectory(system));
            files.create(directory, "enable", READ_WRITE, switches(() -> events.of(system)));
            files.create(directory, "filter", READ_WRITE, filter());
        }
        vfs.registerFilesystem(files);
        vfs.mkdir("/sys/kernel/tracing", ROOT_MODE);
        vfs.mount(files, "tracefs", "/sys/kernel/tracing", 0, "");
    }

    /** A file that opening with O_TRUNC empties: {@code echo > trace}. */
    private void emptied(Dentry parent, String name, int mode, TextFile file, Runnable empty) {
        files.create(parent, name, mode, file, new InodeOperations() {
            @Override
            public void setattr(Inode inode, Iattr change) {
                if (change.size() != null) {
                    empty.run();
                }
                InodeOperations.super.setattr(inode, change);
            }
        });
    }

    private static String list(Stream<TraceEvents.Event> listed) {
        return listed.map(event -> event.system() + ":" + event.name() + "\n").collect(Collectors.joining());
    }

    private void disableAll() {
        long _ = events.enable(events.all(), false);
    }

    private long setEvents(String text) {
        return Stream.of(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .mapToLong(events::set)
                .filter(result -> result != 0)
                .findFirst()
                .orElse(0);
    }

    private long resize(String text) {
        String number = text.strip();
        if (!number.matches("\\d{1,9}") || Integer.parseInt(number) == 0) {
            return Errno.EINVAL.negated();
        }
        if (Integer.parseInt(number) > MAX_KIB) {
            return Errno.ENOMEM.negated();
        }
        array.buffer().resize(Integer.parseInt(number));
        return 0;
    }

    private static long only(String choice, String text) {
        return choice.equals(text.strip()) ? 0 : Errno.EINVAL.negated();
    }

    /** A file without {@code write}, which root may nevertheless open to write: {@code vfs_write} refuses. */
    private static TextFile shown(Supplier<String> show) {
        return new TextFile(show, _ -> Errno.EINVAL.negated());
    }

    /** Any number but 0 is true. {@code rb_simple_write}. */
    private static TextFile bool(Supplier<Boolean> get, Consumer<Boolean> set) {
        return new TextFile(() -> get.get() ? "1\n" : "0\n", text -> {
            if (!text.strip().matches("\\d{1,9}")) {
                return Errno.EINVAL.negated();
            }
            set.accept(Integer.parseInt(text.strip()) != 0);
            return 0;
        });
    }

    /** {@code event_enable_write}, {@code system_enable_write}: 0 or 1 and nothing else. */
    private TextFile switches(Supplier<Stream<TraceEvents.Event>> of) {
        ToLongFunction<String> store = text -> switch (text.strip()) {
            case "0" -> events.enable(of.get(), false);
            case "1" -> events.enable(of.get(), true);
            default -> Errno.EINVAL.negated();
        };
        return new TextFile(() -> events.state(of.get()) + "\n", store);
    }

    /** There are no filters; taking one away is all that can be done. */
    private static TextFile filter() {
        return new TextFile(() -> "none\n", text -> only("0", text));
    }

    /** The events of a system; those of a module's calls come and go with it. */
    private final class SystemDirectory extends PseudoDirectory {

        private final String system;

        SystemDirectory(String system) {
            this.system = system;
        }

        @Override
        public @Nullable Inode lookup(Inode directory, String name) {
            TraceEvents.Event event = events.find(system, name);
            return event == null ? null : files.newDirectory(DIRECTORY, new EventDirectory(event));
        }

        @Override
        protected List<Entry> entries() {
            return events.of(system).map(event -> Entry.directory(event.name())).sorted(
                    Comparator.comparing(Entry::name)).toList();
        }
    }

    /** The files of one event. */
    private final class EventDirectory extends PseudoDirectory {

        private final Map<String, FileOperations> contents;

        EventDirectory(TraceEvents.Event event) {
            contents = Map.of(
                    "enable", switches(() -> Stream.of(event)),
                    "filter", filter(),
                    "format", shown(() -> TraceEvents.format(event)),
                    "id", shown(() -> event.id() + "\n"));
        }

        @Override
        public @Nullable Inode lookup(Inode directory, String name) {
            FileOperations file = contents.get(name);
            return file == null
                    ? null
                    : files.newFile("id".equals(name) || "format".equals(name) ? READ : READ_WRITE, file);
        }

        @Override
        protected List<Entry> entries() {
            return contents.keySet().stream().sorted().map(Entry::file).toList();
        }
    }
}
