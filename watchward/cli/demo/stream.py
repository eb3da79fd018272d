"""What the real stream is called and how it is divided; light enough to be read at every start."""

NAME = "Chicago 2012 to 2014: real public records"

# the stream's words for a kind of place: the member under which its premises stand
GROUPS = {
    "DEPARTMENT STORE": ("Department stores", "Department store"),
    "GROCERY FOOD STORE": ("Grocery stores", "Grocery store"),
    "BAR OR TAVERN": ("Bars", "Bar"),
    "SMALL RETAIL STORE": ("Small shops", "Small shop"),
    "RESTAURANT": ("Restaurants", "Restaurant"),
    "HOTEL/MOTEL": ("Hotels", "Hotel"),
    "DRUG STORE": ("Drug stores", "Drug store"),
    "GAS STATION": ("Petrol stations", "Petrol station"),
    "CONVENIENCE STORE": ("Convenience stores", "Convenience store"),
}
