package org.jernel.user.sh;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** A shell's variables, of which those that are exported are the environment of what it runs. */
final class Variables {

    private final Map<String, String> values = new TreeMap<>();
    private final Set<String> exported = new HashSet<>();

    /** Takes the environment over; what is no name in it is dropped. */
    Variables(List<String> environment) {
        for (String entry : environment) {
            int equals = entry.indexOf('=');
            if (equals > 0 && isName(entry.substring(0, equals))) {
                export(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
    }

    Variables copy() {
        Variables copy = new Variables(List.of());
        copy.values.putAll(values);
        copy.exported.addAll(exported);
        return copy;
    }

    static boolean isName(String text) {
        return !text.isEmpty() && !Character.isDigit(text.charAt(0))
                && text.chars().allMatch(c -> Lexer.isNameCharacter((char) c));
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    void set(String name, String value) {
        values.put(name, value);
    }

    void export(String name, String value) {
        set(name, value);
        export(name);
    }

    void export(String name) {
        exported.add(name);
    }

    void unset(String name) {
        values.remove(name);
        exported.remove(name);
    }

    /** The environment in the order of its names. */
    List<String> environment() {
        return values.entrySet().stream()
                .filter(entry -> exported.contains(entry.getKey()))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
