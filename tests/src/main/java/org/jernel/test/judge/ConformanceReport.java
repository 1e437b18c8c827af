package org.jernel.test.judge;

import java.lang.reflect.Method;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the scenarios that ran on each arm and, at the end of the run, logs every declared exception. */
final class ConformanceReport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConformanceReport.class);

    private final Map<Arm, Integer> runs = new EnumMap<>(Arm.class);
    private final Map<Arm, String> unavailable = new EnumMap<>(Arm.class);
    private final SortedSet<String> declared = new TreeSet<>();

    static ConformanceReport of(ExtensionContext context) {
        var store = context.getRoot().getStore(ArmsExtension.NAMESPACE);
        return store.getOrComputeIfAbsent(ConformanceReport.class);
    }

    synchronized void ran(Arm arm) {
        runs.merge(arm, 1, Integer::sum);
    }

    synchronized void armUnavailable(Arm arm, String reason) {
        unavailable.put(arm, reason);
    }

    synchronized void declared(Arm arm, Method scenario, String reason) {
        declared.add(arm + " " + scenario.getDeclaringClass().getSimpleName() + "." + scenario.getName() + ": "
                + reason);
    }

    @Override
    public synchronized void close() {
        LOG.info("conformance scenarios run: {}", runs);
        unavailable.forEach((arm, reason) -> LOG.info("no arm {}: {}", arm, reason));
        declared.forEach(line -> LOG.info("declared exception: {}", line));
    }
}
