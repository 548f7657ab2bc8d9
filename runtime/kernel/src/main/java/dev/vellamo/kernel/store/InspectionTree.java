package dev.vellamo.kernel.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.kernel.store.StoredRow.Meta;
import dev.vellamo.protocol.crank.VatState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An {@link Inspection} as a tree of text. */
final class InspectionTree {

    /** Characters of a line, so that it fits into a terminal beside something else; longer ones end with "…". */
    static final int WIDTH = 100;

    private record Node(String text, List<Node> children) {

        static Node leaf(String text) {
            return new Node(text, List.of());
        }

        static <T> Node group(String name, List<T> items, Function<T, Node> node) {
            return new Node(name + ": " + items.size(), items.stream().map(node).toList());
        }
    }

    private InspectionTree() {}

    static String of(Inspection inspection) {
        var text = new StringBuilder();
        var root = root(inspection);
        line(text, root.text());
        children(text, root, "");
        return text.toString();
    }

    private static void children(StringBuilder text, Node node, String indent) {
        var last = node.children().size() - 1;
        for (var i = 0; i <= last; i++) {
            var child = node.children().get(i);
            line(text, indent + (i == last ? "└── " : "├── ") + child.text());
            children(text, child, indent + (i == last ? "    " : "│   "));
        }
    }

    private static void line(StringBuilder text, String line) {
        // Method names, keys and values come from anyone: nothing of them may move the cursor or colour the terminal.
        var plain = line.codePoints()
                .map(point -> Character.isISOControl(point) ? '\ufffd' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        if (plain.codePointCount(0, plain.length()) > WIDTH) {
            plain.setLength(plain.offsetByCodePoints(0, WIDTH - 1));
            plain.append('…');
        }
        text.append(plain).append('\n');
    }

    private static Node root(Inspection all) {
        var children = new ArrayList<Node>();
        all.subclusters().forEach(each -> children.add(subcluster(each)));
        addGroup(children, "objects", all.objects(), InspectionTree::held);
        addGroup(children, "promises", all.promises(), InspectionTree::promise);
        addGroup(children, "service calls", all.serviceCalls(), InspectionTree::call);
        if (all.outcomes() > 0) {
            children.add(Node.leaf("outcomes of calls with a key: " + all.outcomes()));
        }
        return new Node(headline(all.numbers(), all.size()), children);
    }

    private static <T> void addGroup(List<Node> to, String name, List<T> items, Function<T, Node> node) {
        if (!items.isEmpty()) {
            to.add(Node.group(name, items, node));
        }
    }

    private static String headline(Map<String, Long> numbers, StoreSize size) {
        return String.format(
                Locale.ROOT,
                "kernel: incarnation %d, %,d B on disk, %,d B in the log",
                numbers.getOrDefault(Meta.INCARNATION, 0L),
                size.dataBytes(),
                size.logBytes());
    }

    private static Node subcluster(Inspection.Cluster each) {
        var text = each.id() + " " + each.name() + " (" + each.state() + (each.system() ? ", system" : "")
                + (each.durable() ? "" : ", not durable") + ")";
        return new Node(text, each.vats().stream().map(InspectionTree::vat).toList());
    }

    private static Node vat(Inspection.Member vat) {
        var text = String.format(
                Locale.ROOT,
                "%s %s: incarnation %d, values %d (%,d B)%s",
                vat.id(),
                vat.name(),
                vat.incarnation(),
                vat.values().size(),
                vat.bytes(),
                vat.upgraded() ? ", upgraded" : "");
        var baggage = vat.values().stream().filter(InspectionTree::isBaggage).toList();
        var engine = vat.values().stream().filter(value -> !isBaggage(value)).toList();
        var children = new ArrayList<Node>();
        addGroup(children, "baggage", baggage, InspectionTree::value);
        addGroup(children, "objects and what else the engine keeps", engine, InspectionTree::value);
        addGroup(children, "queue", vat.queue(), InspectionTree::message);
        addGroup(children, "timers", vat.timers(), InspectionTree::timer);
        return new Node(text, children);
    }

    private static boolean isBaggage(Inspection.Value value) {
        return value.name().startsWith(VatState.BAGGAGE);
    }

    private static Node value(Inspection.Value value) {
        var name = isBaggage(value) ? value.name().substring(VatState.BAGGAGE.length()) : value.name();
        return Node.leaf(name + ", " + value.bytes() + " B" + list(" -> ", value.refs()) + shown(value.value()));
    }

    private static String list(String before, List<String> items) {
        return items.isEmpty() ? "" : before + String.join(", ", items);
    }

    private static String shown(@Nullable JsonNode value) {
        return value == null ? "" : " = " + value;
    }

    private static Node message(Inspection.Waiting message) {
        return Node.leaf(message.place() + (message.watch() ? " watch by " : " to ") + message.target() + " "
                + message.method() + ", " + message.bytes() + " B"
                + (message.result().isEmpty() ? "" : ", answers " + message.result())
                + (message.attempts() == 0 ? "" : ", attempt " + (message.attempts() + 1))
                + shown(message.arguments()));
    }

    private static Node timer(Inspection.Timer timer) {
        return Node.leaf(timer.number() + " at " + timer.due()
                + (timer.period().isEmpty() ? "" : ", every " + timer.period()) + ": " + timer.target() + " "
                + timer.method());
    }

    private static Node held(Inspection.Held object) {
        return Node.leaf(object.ref()
                + (object.revoked() ? ", revoked" : "")
                + (object.pins() == 0 ? "" : ", pinned " + object.pins() + " times")
                + list(", held by ", object.holders()));
    }

    private static Node promise(Inspection.Pending promise) {
        var text =
                promise.id() + ": " + promise.state() + list(", held by ", promise.holders()) + shown(promise.value());
        return new Node(
                text, promise.waiting().stream().map(InspectionTree::message).toList());
    }

    private static Node call(Inspection.Call call) {
        return Node.leaf(call.id() + " " + call.service() + " " + call.method() + ", " + call.bytes() + " B"
                + (call.result().isEmpty() ? "" : ", answers " + call.result()));
    }
}
