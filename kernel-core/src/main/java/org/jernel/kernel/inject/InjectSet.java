package org.jernel.kernel.inject;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

import org.jernel.syscall.SyscallSet;
import org.jernel.syscall.SyscallTable;

/**
 * What an injection is for: system calls in the words of {@code strace -e trace=}, and names that are none, which may be
 * functions of the kernel.
 *
 * @param names the calls of the table by their numbers
 * @param others names that are no system call, in the order of the alphabet
 */
public record InjectSet(Map<Integer, String> names, SyscallSet calls, Set<String> others) {

    /** Numbers outside of the table, which a hook may be asked about, are in no set. */
    public boolean contains(int nr) {
        String name = names.get(nr);
        return name != null && calls.test(name);
    }

    /** The numbers of its system calls. */
    Set<Integer> numbers() {
        return names.keySet().stream().filter(this::contains).collect(Collectors.toSet());
    }

    /** Reads a set for that table. Throws {@link InjectException} for what can be no set. */
    public static InjectSet parse(SyscallTable table, String text) {
        Map<Integer, String> names = table.names();
        Set<String> others = new TreeSet<>();
        try {
            SyscallSet calls = SyscallSet.parse(text, names, word -> others.add(function(text, word)));
            return new InjectSet(names, calls, others);
        } catch (PatternSyntaxException e) {
            throw new InjectException("'/" + e.getPattern() + "' is no regular expression: " + e.getDescription());
        }
    }

    /** The word, if a function could be called so. */
    private static String function(String text, String word) {
        if (word.matches("[!,]*")) {
            throw new InjectException("a system call is missing in the set");
        }
        if (word.matches("[%/].*|.*@.*")) {
            throw new InjectException("'" + word + "' matches no system call");
        }
        if (text.startsWith("!")) {
            throw new InjectException("'" + word + "' is no system call");
        }
        return word;
    }
}
