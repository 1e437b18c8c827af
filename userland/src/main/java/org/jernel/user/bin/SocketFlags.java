package org.jernel.user.bin;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jernel.user.libc.Libc;
import org.jspecify.annotations.Nullable;

/** The letters behind the dashes of {@code netstat} and {@code ss}. */
record SocketFlags(Set<Character> letters) {

    /** The letters of a command line, or null after saying which of them the program does not know. */
    static @Nullable SocketFlags parse(Libc libc, List<String> argv, String known) {
        Set<Character> letters = new TreeSet<>();
        for (String word : argv.subList(1, argv.size())) {
            String unknown = word.startsWith("-") ? word.substring(1).replaceAll("[" + known + "]", "") : word;
            if (word.length() < 2 || !unknown.isEmpty()) {
                libc.dprintf(Libc.STDERR_FILENO, "%s: %s: unknown; usage: %s [-%s]\n", argv.getFirst(), word,
                        argv.getFirst(), known);
                return null;
            }
            letters.addAll(word.substring(1).chars().mapToObj(c -> (char) c).collect(Collectors.toSet()));
        }
        return new SocketFlags(letters);
    }

    boolean has(char letter) {
        return letters.contains(letter);
    }

    /** True for a protocol whose letter is there, and for all where no protocol's is. */
    boolean wants(char letter) {
        return has(letter) || !(has('t') || has('u') || has('x'));
    }
}
