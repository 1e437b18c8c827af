package org.jernel.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * A set of system calls as strace's options write it: names, numbers, {@code %network} and other classes,
 * {@code /REGEX}, {@code all}, {@code none}, and {@code !} before it all for the others. Modelled on strace's
 * {@code basic_filters.c}.
 */
public final class SyscallSet implements Predicate<String> {

    private static final Map<String, Set<String>> CLASSES = classes();

    private final Set<String> names;

    private SyscallSet(Set<String> names) {
        this.names = names;
    }

    /**
     * Reads a set.
     *
     * @param calls the names of every call by its number
     * @throws IllegalArgumentException with the tool's message if a part of it names nothing
     */
    public static SyscallSet parse(String text, Map<Integer, String> calls) {
        boolean others = text.startsWith("!");
        Set<String> all = new TreeSet<>(calls.values());
        Set<String> picked = new HashSet<>();
        for (String word : (others ? text.substring(1) : text).split(",", -1)) {
            picked.addAll(pick(word, calls));
        }
        if (others) {
            all.removeAll(picked);
            picked = all;
        }
        return new SyscallSet(Set.copyOf(picked));
    }

    private static Collection<String> pick(String word, Map<Integer, String> calls) {
        if (word.startsWith("?")) {
            try {
                return pick(word.substring(1), calls);
            } catch (IllegalArgumentException unknown) {
                return Set.of();
            }
        }
        if ("all".equals(word)) {
            return calls.values();
        }
        if ("none".equals(word)) {
            return Set.of();
        }
        if (word.startsWith("/")) {
            return matching(word.substring(1), calls.values());
        }
        Set<String> members = CLASSES.get(word.startsWith("%") ? word.substring(1) : "");
        // Classes were once written without the sign, and some of those names are still taken.
        if (members == null && !calls.containsValue(word)) {
            members = CLASSES.get(word);
        }
        if (members != null) {
            return members;
        }
        String name =
                calls.containsValue(word) ? word : word.matches("\\d{1,9}") ? calls.get(Integer.valueOf(word)) : null;
        if (name == null) {
            throw new IllegalArgumentException("invalid system call '" + word + "'");
        }
        return Set.of(name);
    }

    private static List<String> matching(String regex, Collection<String> names) {
        try {
            Pattern pattern = Pattern.compile(regex);
            return names.stream().filter(name -> pattern.matcher(name).find()).toList();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("regcomp: " + regex + ": " + e.getDescription(), e);
        }
    }

    @Override
    public boolean test(String name) {
        return names.contains(name);
    }

    private static Map<String, Set<String>> classes() {
        try (InputStream in = Objects.requireNonNull(SyscallSet.class.getResourceAsStream("classes.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.groupingBy(
                            line -> line.substring(0, line.indexOf(':')),
                            TreeMap::new,
                            Collectors.flatMapping(
                                    line -> Pattern.compile(" ").splitAsStream(line.substring(line.indexOf(':') + 2)),
                                    Collectors.toSet())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
