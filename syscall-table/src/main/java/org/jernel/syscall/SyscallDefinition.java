package org.jernel.syscall;

/**
 * One system call as the annotation processor wrote it down from its SyscallDefine method.
 *
 * @param metadata name, arity and types
 * @param stub casts the registers and calls the method
 * @param support full, or partial with a note
 * @param origin the method, as {@code SocketSyscalls.bind}
 */
public record SyscallDefinition(SyscallMetadata metadata, SyscallHandler stub, Support support, String origin) {

    public String name() {
        return metadata.name();
    }
}
