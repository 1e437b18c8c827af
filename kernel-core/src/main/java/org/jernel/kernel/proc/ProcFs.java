package org.jernel.kernel.proc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

import org.jernel.kernel.file.File;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code /proc} leads: to each task's name and descriptors, and to the files that other parts of the kernel have made in
 * one directory each. Modelled on {@code fs/proc}; a file system takes its place as soon as there is one.
 */
public final class ProcFs {

    private static final String ROOT = "proc";

    private final Tasks tasks;

    /** By directory and name: {@code net/tcp}. */
    private final Map<String, ProcEntry> entries = new ConcurrentSkipListMap<>();

    public ProcFs(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Makes a file of that path below {@code /proc}. {@code proc_create_single_data}. */
    public void create(String directory, String name, Supplier<String> show) {
        entries.put(directory + "/" + name, new ProcEntry.Text(show));
    }

    /** What a path leads to, or null for nothing; relative ones begin at the root. */
    public @Nullable ProcEntry lookup(String path) {
        Deque<String> names = components(path);
        if (!ROOT.equals(names.poll())) {
            return null;
        }
        String first = names.poll();
        if (first == null) {
            return new ProcEntry.Directory(rootNames());
        }
        Task task = task(first);
        return task == null ? inDirectory(first, names) : ofTask(task, names);
    }

    private static Deque<String> components(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return names;
    }

    private List<String> rootNames() {
        List<String> names = new ArrayList<>();
        tasks.list().forEach(task -> names.add(Integer.toString(task.pid())));
        entries.keySet().stream().map(path -> path.substring(0, path.indexOf('/'))).distinct().forEach(names::add);
        return names;
    }

    private @Nullable Task task(String name) {
        if (name.equals("self")) {
            return Task.currentOrNull();
        }
        Integer pid = number(name);
        return pid == null ? null : tasks.find(pid);
    }

    private static @Nullable Integer number(String name) {
        return name.matches("0|[1-9][0-9]{0,8}") ? Integer.valueOf(name) : null;
    }

    private @Nullable ProcEntry inDirectory(String directory, Deque<String> names) {
        String prefix = directory + "/";
        if (!names.isEmpty()) {
            return entries.get(prefix + String.join("/", names));
        }
        List<String> there = entries.keySet().stream()
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()))
                .toList();
        return there.isEmpty() ? null : new ProcEntry.Directory(there);
    }

    /** {@code tgid_base_stuff}, of it {@code comm} and {@code fd}. */
    private static @Nullable ProcEntry ofTask(Task task, Deque<String> names) {
        return switch (String.join("/", names)) {
            case "" -> new ProcEntry.Directory(List.of("comm", "fd"));
            case "comm" -> new ProcEntry.Text(() -> task.comm() + "\n");
            case "fd" -> new ProcEntry.Directory(descriptors(task));
            default -> names.size() == 2 && "fd".equals(names.peek()) ? descriptor(task, names.getLast()) : null;
        };
    }

    private static List<String> descriptors(Task task) {
        List<String> open = new ArrayList<>();
        task.files().iterateFd((fd, file) -> open.add(Integer.toString(fd)));
        return open;
    }

    private static @Nullable ProcEntry descriptor(Task task, String name) {
        Integer fd = number(name);
        File file = fd == null ? null : task.files().fget(fd);
        if (file == null) {
            return null;
        }
        try {
            return new ProcEntry.Link(file.operations().dname(file));
        } finally {
            file.fput();
        }
    }
}
