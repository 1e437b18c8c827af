package org.jernel.user.sh;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jernel.user.libc.Libc;

/** Names of files that match a pattern of {@code *}, {@code ?} and brackets. {@code glob(7)}. */
final class Glob {

    private Glob() {}

    /** True for what means something in a pattern. */
    static boolean isSpecial(char c) {
        return "*?[]\\".indexOf(c) >= 0;
    }

    /** The names that match in their order, none where the pattern is none. */
    static List<String> expand(Libc libc, String pattern) {
        if (!isPattern(pattern)) {
            return List.of();
        }
        List<String> found = List.of(pattern.startsWith("/") ? "/" : "");
        String[] components = pattern.replaceFirst("^/+", "").split("/+", -1);
        for (int i = 0; i < components.length; i++) {
            boolean last = i == components.length - 1;
            List<String> next = new ArrayList<>();
            for (String directory : found) {
                for (String name : matching(libc, directory, components[i])) {
                    next.add(directory + name + (last ? "" : "/"));
                }
            }
            found = next;
        }
        return found;
    }

    /** Whether a pattern, as of {@code case}, matches a whole text. */
    static boolean matches(String pattern, String text) {
        return compile(pattern).matcher(text).matches();
    }

    private static boolean isPattern(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || (c == '[' && pattern.indexOf(']', i + 2) >= 0)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> matching(Libc libc, String directory, String component) {
        if (!isPattern(component)) {
            String name = component.replaceAll("\\\\(.)", "$1");
            return libc.lstat(directory + name) == null ? List.of() : List.of(name);
        }
        List<String> names = libc.readDirectory(directory.isEmpty() ? "." : directory);
        if (names == null) {
            return List.of();
        }
        Pattern pattern = compile(component);
        return names.stream()
                .filter(name -> name.startsWith(".") == component.startsWith(".") && pattern.matcher(name).matches())
                .sorted()
                .toList();
    }

    private static Pattern compile(String component) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            int close = c == '[' ? component.indexOf(']', i + 2) : -1;
            if (close >= 0) {
                String set = component.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
                regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
                i = close;
            } else if (c == '\\' && i + 1 < component.length()) {
                regex.append(Pattern.quote(component.substring(i + 1, i + 2)));
                i++;
            } else {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
