package org.jernel.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A set of system calls as strace's options write it: names, numbers, {@code %network} and other classes,
 * {@code /REGEX}, {@code all}, {@code none}, {@code ?} before what may be missing, and {@code !} before it all for the
 * others. Modelled on strace's {@code basic_filters.c}.
 */
public final class SyscallSet implements Predicate<String> {

    private static final Map<String, Set<String>> CLASSES = classes();

    /** The only personality of the table; strace takes it behind any word. */
    private static final String NATIVE = "@64";

    private final Set<String> names;

    private SyscallSet(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** The calls of a class, as {@code %pure}, in any table. */
    public static SyscallSet ofClass(String name) {
        return new SyscallSet(CLASSES.getOrDefault(name, Set.of()));
    }

    /**
     * Reads a set.
     *
     * @param calls the names of every call by its number
     * @throws IllegalArgumentException with the tool's message if a part of it names nothing
     */
    public static SyscallSet parse(String text, Map<Integer, String> calls) {
        try {
            return parse(text, calls, word -> {
                throw new IllegalArgumentException("invalid system call '" + word + "'");
            });
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("regcomp: " + e.getPattern() + ": " + e.getDescription(), e);
        }
    }

    /**
     * Reads a set in which words may stand that name no call.
     *
     * @param unknown takes each of those, or the whole text if there is no word in it
     * @throws PatternSyntaxException if an expression is none
     */
    public static SyscallSet parse(String text, Map<Integer, String> calls, Consumer<String> unknown) {
        String set = text.replaceFirst("^!+", "");
        boolean others = (text.length() - set.length()) % 2 != 0;
        Set<String> picked = new HashSet<>();
        if (!set.equals("none")) {
            List<String> words = Pattern.compile(",").splitAsStream(set).filter(word -> !word.isEmpty()).toList();
            if (words.isEmpty()) {
                unknown.accept(text);
            }
            for (String word : words) {
                String wanted = word.replaceFirst("^\\?+", "");
                Collection<String> found = pick(wanted, calls);
                picked.addAll(found);
                if (found.isEmpty() && wanted.equals(word)) {
                    unknown.accept(word);
                }
            }
        }
        Set<String> all = new HashSet<>(calls.values());
        if (others) {
            all.removeAll(picked);
        } else {
            all.retainAll(picked);
        }
        return new SyscallSet(all);
    }

    private static Collection<String> pick(String word, Map<Integer, String> calls) {
        String wanted = word.endsWith(NATIVE) ? word.substring(0, word.length() - NATIVE.length()) : word;
        if (wanted.equals("all")) {
            return calls.values();
        }
        if (wanted.startsWith("/")) {
            Pattern pattern = Pattern.compile(wanted.substring(1));
            return calls.values().stream().filter(pattern.asPredicate()).toList();
        }
        if (wanted.matches("\\d{1,9}")) {
            String name = calls.get(Integer.valueOf(wanted));
            return name == null ? List.of() : List.of(name);
        }
        Set<String> members = CLASSES.get(wanted);
        if (members != null) {
            return members;
        }
        return calls.containsValue(wanted) ? List.of(wanted) : List.of();
    }

    @Override
    public boolean test(String name) {
        return names.contains(name);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    private static Map<String, Set<String>> classes() {
        Map<String, Set<String>> classes = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(SyscallSet.class.getResourceAsStream("classes.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> {
                        int colon = line.indexOf(": ");
                        List<String> members = List.of(line.substring(colon + 2).split(" ", -1));
                        for (String word : line.substring(0, colon).split(" ", -1)) {
                            classes.computeIfAbsent(word, _ -> new HashSet<>()).addAll(members);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }
}
