"""First names and surnames by naming culture, with the weight of each culture in the invented county."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Sex = Literal["M", "F"]


@dataclass(frozen=True, slots=True)
class Culture:
    """How one part of the county is named."""

    weight: int
    boys: tuple[str, ...]
    girls: tuple[str, ...]
    surnames: tuple[str, ...]
    ethnicities: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list written as one line; an underscore means a space inside a name."""
    return tuple(word.replace("_", " ") for word in text.split())


_SURNAME_STEMS: Final = words(
    "Ash Barn Black Brad Brook Burn Clay Copper Crane Dale Elm Fair Farn Field Ford Fox Green Hal Har Hart Hazel Hill"
    " Holm Kent Lang Law Lin Long Marsh Mill Moor Nor Oak Old Pem Red Ridge Rush Sand Shep Stan Stone Sut Thorn Wal"
    " Wat Well West Whit Wood Wyn"
)
_SURNAME_ENDS: Final = words(
    "bourne bridge by combe cott croft den field ford ham hurst ley low man ridge ton well worth"
)

_ENGLISH_SURNAMES: Final = words(
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green"
    " Hall Wood Jackson Clarke Patel Harris Lewis Turner Martin Cooper Ward Hill Moore Baker Bennett Carter Phillips"
    " Mitchell Cook Bailey Parker Collins Shaw Young Allen King Scott Adams Cox Mills Webb Hunt Palmer Holmes Dixon"
    " Foster Fletcher Gibson Gordon Barker Mason Knight Chapman Lloyd Butler Saunders Marsh Pearce Reynolds Fisher"
    " Barnes Harvey Day Payne Ellis Kemp Sutton Hayward Fuller Wickens Hogben Pilcher Goldup Tapley Amos"
)

_STEM_SURNAMES: Final = tuple(
    stem + end for stem in _SURNAME_STEMS for end in _SURNAME_ENDS if not end.startswith(stem[-1:].lower())
)

CULTURES: Final[tuple[Culture, ...]] = (
    Culture(
        740,
        words(
            "Oliver Jack Harry Alfie Charlie Thomas Joshua William George James Daniel Jacob Ethan Samuel Joseph Dylan"
            " Noah Lucas Oscar Max Archie Logan Riley Tyler Leo Freddie Isaac Kai Finley Benjamin Matthew Alexander"
            " Edward Luke Adam Ryan Nathan Toby Callum Connor Jamie Harvey Owen Rhys Zachary Louie Elliot Frankie"
            " Reuben Stanley Sebastian Theo Arthur Henry Reece Bailey Kyle Ben Billy Bobby Rory"
        ),
        words(
            "Olivia Sophie Emily Lily Amelia Jessica Ruby Chloe Grace Evie Ava Isabella Mia Maisie Daisy Poppy Freya"
            " Isla Ellie Lucy Holly Millie Megan Summer Erin Layla Phoebe Scarlett Imogen Keira Katherine Elizabeth"
            " Charlotte Hannah Georgia Abigail Bethany Eleanor Rebecca Alice Molly Amber Lola Matilda Jasmine Zara"
            " Tilly Lexi Libby Martha Rose Caitlin Nicole Faith Florence Harriet Zoë Chloé Renée"
        ),
        _ENGLISH_SURNAMES + _STEM_SURNAMES,
        ("WBRI", "WBRI", "WBRI", "WBRI", "WBRI", "WOTH", "MOTH", "MWBC", "NOBT"),
    ),
    Culture(
        35,
        words("Liam Cian Seán Declan Patrick Oisín Ronan Eoin Darragh Cormac"),
        words("Aoife Niamh Ciara Saoirse Róisín Siobhán Orla Clodagh Maeve Sinéad"),
        words("O'Brien O'Connor O'Neill Murphy Kelly Byrne Ryan Walsh McCarthy O'Sullivan Doyle Kavanagh D'Arcy"),
        ("WIRI", "WBRI"),
    ),
    Culture(
        60,
        words("Arjun Rohan Aarav Vivaan Karan Rahul Nikhil Dev Jaspreet Gurpreet Harpreet Manveer Amar Sahil"),
        words("Priya Anjali Simran Kavya Diya Meera Jasleen Harleen Navdeep Riya Pooja Ananya Kiran Aisha"),
        words(
            "Patel Singh Kaur Sharma Gill Dhillon Sandhu Gupta Shah Mehta Desai Thapa Gurung Rai Limbu Pun Sidhu Bains"
        ),
        ("AIND", "AIND", "AOTH"),
    ),
    Culture(
        40,
        words("Mohammed Muhammad Ali Hassan Yusuf Ibrahim Omar Bilal Hamza Zain Ahmed Abdullah Mustafa Khalid"),
        words("Fatima Aisha Maryam Zainab Khadija Amina Hafsa Sara Noor Iqra Sumaya Leyla Yasmin Safiya"),
        words("Khan Ahmed Hussain Ali Begum Rahman Miah Uddin Malik Iqbal Akhtar Hassan Mahmood Chowdhury Al-Amin"),
        ("APKN", "ABAN", "OOTH", "AOTH"),
    ),
    Culture(
        35,
        words("Emeka Chidi Tobi Femi Kwame Kofi Tunde Ayo Daniel David Emmanuel Samuel Joel Caleb"),
        words("Adaeze Chiamaka Temitope Ngozi Abena Akua Ifeoma Blessing Grace Esther Deborah Favour Oluchi Simisola"),
        words(
            "Okafor Adeyemi Okonkwo Mensah Boateng Owusu Adebayo Balogun Eze Asante Oyelaran-Williams Nwosu Osei Appiah"
        ),
        ("BAFR", "BAFR", "MWBA"),
    ),
    Culture(
        45,
        words("Jakub Kacper Szymon Filip Mateusz Oskar Igor Kamil Bartosz Łukasz Paweł Michał Tomasz Dominik"),
        words("Zuzanna Julia Maja Zofia Oliwia Wiktoria Natalia Aleksandra Gabriela Weronika Małgorzata Agnieszka"),
        words(
            "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Król"
        ),
        ("WOTH",),
    ),
    Culture(
        30,
        words("Andrei Alexandru Ștefan Mihai Ionuț Cristian Matúš Marek Lukáš Tomáš Jonas Matas Lukas Domas"),
        words("Maria Ioana Andreea Elena Bianca Larisa Nikola Kristína Lucia Ema Gabija Austėja Ugnė Emilija"),
        words("Popescu Ionescu Dumitru Stan Gheorghe Horváth Kováč Balog Lakatos Kazlauskas Petrauskas Jankauskas"),
        ("WOTH", "WROM"),
    ),
    Culture(
        15,
        words("Wei Jun Hao Chen Kenji Minh Duc Bao Jason Ryan Ethan Kelvin"),
        words("Mei Xin Yan Ling Linh Mai Thuy Emily Jenny Chloe Vivian Anh"),
        words("Chan Wong Li Wang Zhang Chen Nguyen Tran Le Pham Lam Cheung Ng Ho"),
        ("CHNE", "AOTH"),
    ),
)
"""English first names follow births of 2008 to 2013 (source: ONWARD); the other cultures make up about a quarter."""

NICKNAMES: Final[dict[str, str]] = {
    "Thomas": "Tom", "William": "Will", "Joshua": "Josh", "Daniel": "Dan", "Samuel": "Sam", "Joseph": "Joe",
    "Benjamin": "Ben", "Matthew": "Matt", "Alexander": "Alex", "Edward": "Ted", "Nathan": "Nate", "Zachary": "Zach",
    "Arthur": "Art", "Henry": "Harry", "James": "Jim", "Jacob": "Jake", "Oliver": "Ollie", "Charlie": "Chas",
    "Sebastian": "Seb", "Stanley": "Stan", "Jessica": "Jess", "Isabella": "Bella", "Amelia": "Millie",
    "Katherine": "Kate", "Elizabeth": "Beth", "Charlotte": "Lottie", "Georgia": "George", "Abigail": "Abi",
    "Bethany": "Beth", "Eleanor": "Ellie", "Rebecca": "Becky", "Matilda": "Tilly", "Jasmine": "Jas",
    "Imogen": "Immy", "Harriet": "Hattie", "Florence": "Flo", "Nicole": "Nicky", "Mohammed": "Mo", "Muhammad": "Mo",
    "Temitope": "Temi", "Aleksandra": "Ola", "Zuzanna": "Zuzia", "Małgorzata": "Gosia", "Alexandru": "Alex",
    "Emmanuel": "Manny",
}  # fmt: skip
"""Short forms a school may have in place of the legal forename."""

_CULTURE_WEIGHTS: Final = [culture.weight for culture in CULTURES]


def choose_culture(chance: random.Random) -> Culture:
    """Return a naming culture with its weight in the county."""
    return chance.choices(CULTURES, _CULTURE_WEIGHTS)[0]


def choose_forename(chance: random.Random, culture: Culture, sex: Sex) -> str:
    """Return a first name; earlier names in the list are commoner."""
    names = culture.boys if sex == "M" else culture.girls
    return names[int(len(names) * chance.random() ** 1.4)]


def choose_surname(chance: random.Random, culture: Culture) -> str:
    """Return a surname; common names are common, and about one in thirty is a double barrel."""
    names = culture.surnames
    surname = names[int(len(names) * chance.random() ** 2.2)]
    if chance.random() < 0.03:
        other = names[int(len(names) * chance.random() ** 2.2)]
        if other != surname and "-" not in surname + other:
            return f"{surname}-{other}"
    return surname
