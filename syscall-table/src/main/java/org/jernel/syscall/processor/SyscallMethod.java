package org.jernel.syscall.processor;

import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.type.TypeKind;

/**
 * A SyscallDefine method that was found to be in order.
 *
 * @param name the system call
 * @param method the Java method
 * @param returns long, int or void
 * @param partialNote what {@code @Partial} says, or nothing
 */
record SyscallMethod(String name, String method, TypeKind returns, String partialNote, List<Parameter> parameters) {

    /** One parameter, with its names in Java and in C. */
    record Parameter(String javaName, String cName, TypeKind java, String cType, ArgumentType type) {

        String javaType() {
            return java == TypeKind.LONG ? "long" : "int";
        }
    }

    /** The declaration as the kernel's source has it. */
    String declaration() {
        String arguments = parameters.stream()
                .map(parameter -> ", " + parameter.cType() + ", " + parameter.cName())
                .collect(Collectors.joining());
        return "SYSCALL_DEFINE" + parameters.size() + "(" + name + arguments + ")";
    }
}
