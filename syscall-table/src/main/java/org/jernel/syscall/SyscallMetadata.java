package org.jernel.syscall;

import java.util.List;

/**
 * Name, arity and C types of a system call: {@code struct syscall_metadata} of include/trace/syscall.h.
 *
 * @param name the name without {@code sys_}
 * @param nbArgs the number of arguments
 * @param types the C type of each argument
 * @param args the C name of each argument
 */
public record SyscallMetadata(String name, int nbArgs, List<String> types, List<String> args) {

    public SyscallMetadata {
        types = List.copyOf(types);
        args = List.copyOf(args);
        if (types.size() != nbArgs || args.size() != nbArgs) {
            throw new IllegalArgumentException(
                    name + ": " + nbArgs + " arguments, " + types.size() + " types, " + args.size() + " names");
        }
    }
}
