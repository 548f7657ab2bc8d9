package dev.vellamo.vat.guide;

import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Timers;
import dev.vellamo.vat.Vat;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The code of the guide in README.md, between its markers. */
public final class GuideVats {

    private GuideVats() {}

    // guide: vat
    public static final class Main implements Vat {
        @Override
        public Object root(VatContext vat) {
            return new Root(vat);
        }

        public static final class Root implements Remotable {
            private final VatContext vat;

            Root(VatContext vat) {
                this.vat = vat;
            }

            public Promise<String> bootstrap(Map<String, Ref> vats, Map<String, Ref> services) {
                vat.logger().info("{} vats, {} services", vats.size(), services.size());
                return vats.get("shop").send("greet", "world").as(String.class);
            }
        }
    }
    // end

    // guide: values
    public record Order(String item, int count, Ref buyer) {}

    public static final class Shop implements Remotable {
        private final List<Order> orders = new ArrayList<>();

        public String greet(String name) {
            return "hello " + name;
        }

        public int order(Order order) {
            if (order.count() < 1) {
                throw new VatException("BAD_COUNT", "cannot sell " + order.count() + " of " + order.item());
            }
            orders.add(order);
            order.buyer().sendOnly("sold", order.item());
            return orders.size();
        }

        public List<Order> orders() {
            return orders;
        }
    }
    // end

    // guide: view
    public interface ShopView {
        Promise<Integer> order(Order order);

        Promise<List<Order>> orders();

        default CompletionStage<Integer> count() {
            return orders().thenApply(List::size);
        }
    }

    static CompletionStage<Integer> orderTwice(Ref shop, Ref buyer) {
        ShopView view = shop.as(ShopView.class);
        return view.order(new Order("tea", 1, buyer))
                .thenCompose(first -> view.order(new Order("milk", first, buyer)))
                .thenCompose(second -> view.count());
    }
    // end

    // guide: promises
    public static final class Desk implements Remotable {
        private final Deferred<String> opened;
        private final Timers timers;

        Desk(VatContext vat) {
            this.opened = vat.deferred();
            this.timers = vat.timers();
            timers.after(Duration.ofSeconds(5), this, "open", "late");
        }

        public Promise<String> whenOpen() {
            return opened.promise();
        }

        public void open(String how) {
            opened.resolve(how);
        }

        public CompletionStage<String> borrow(Ref library, String title) {
            Promise<Object> book = library.send("find", title);
            book.send("reserve", "desk");
            return book.send("title")
                    .as(String.class)
                    .thenApply(found -> "reserved " + found)
                    .exceptionally(failure -> "not there");
        }
    }
    // end
}
