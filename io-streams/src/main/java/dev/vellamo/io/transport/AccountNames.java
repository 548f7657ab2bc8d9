package dev.vellamo.io.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of the accounts in the machine's own account files. An account that lives elsewhere (a directory service) has no
 * name here.
 */
record AccountNames(Path users, Path groups) {

    private static final Logger log = LoggerFactory.getLogger(AccountNames.class);
    private static final int NAME_FIELD = 0;
    private static final int ID_FIELD = 2;

    static AccountNames ofThisMachine() {
        return new AccountNames(Path.of("/etc/passwd"), Path.of("/etc/group"));
    }

    Optional<String> user(long uid) {
        return name(users, uid);
    }

    Optional<String> group(long gid) {
        return name(groups, gid);
    }

    private static Optional<String> name(Path file, long id) {
        var wanted = Long.toString(id);
        try (var lines = Files.lines(file)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > ID_FIELD && fields[ID_FIELD].equals(wanted))
                    .map(fields -> fields[NAME_FIELD])
                    .findFirst();
        } catch (IOException unreadable) {
            log.debug("{} cannot be read, so account {} has no name", file, id, unreadable);
            return Optional.empty();
        }
    }
}
